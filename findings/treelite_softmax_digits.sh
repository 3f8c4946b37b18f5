#!/usr/bin/env bash
# treelite 4.8.1, which takes forests from other libraries: the softmax of a float64 model has
# float32's digits. A GradientBoostingClassifier of scikit-learn 1.9.1 with three classes comes back
# with shares 5e-8 off, which do not add up to 1 any closer, though its sums of leaves have all digits,
# and so has a sigmoid, for two classes. logarithm_one_plus_exp, its softplus, is infinite from 89 on
# in float32 and at 1000 in float64, where it is x.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet treelite==4.8.1 scikit-learn==1.9.1 numpy==2.4.6 scipy==1.17.1
cat > ask.py <<'PYTHON'
import numpy as np
import treelite
from sklearn.ensemble import GradientBoostingClassifier
from treelite import gtil, model_builder

random = np.random.default_rng(0)
x = random.normal(size=(300, 2))


def off(classes):
    """How far shares, and the sums before them, are from scikit-learn's."""
    y = np.digitize(x[:, 0] + x[:, 1], [-0.5, 0.5] if classes == 3 else [0])
    forest = GradientBoostingClassifier(n_estimators=20, max_depth=2, random_state=0).fit(x, y)
    model = treelite.sklearn.import_model(forest)
    shares = gtil.predict(model, x).reshape(len(x), -1)
    sums = gtil.predict(model, x, pred_margin=True).reshape(len(x), -1)
    assert shares.dtype == np.float64, shares.dtype
    meant = forest.predict_proba(x)[:, -shares.shape[1] :]
    margins = forest.decision_function(x).reshape(len(x), -1)
    total = abs(shares.sum(axis=1) - 1).max() if classes == 3 else 0
    return abs(shares - meant).max(), abs(sums - margins).max(), total


def softplus(number, kind):
    """What a forest of one leaf answers."""
    meta = model_builder.Metadata(
        num_feature=1,
        task_type="kRegressor",
        average_tree_output=False,
        num_target=1,
        num_class=[1],
        leaf_vector_shape=(1, 1),
    )
    notes = model_builder.TreeAnnotation(num_tree=1, target_id=[0], class_id=[0])
    last = model_builder.PostProcessorFunc(name="logarithm_one_plus_exp")
    builder = model_builder.ModelBuilder(
        threshold_type=kind,
        leaf_output_type=kind,
        metadata=meta,
        tree_annotation=notes,
        postprocessor=last,
        base_scores=[0.0],
    )
    builder.start_tree()
    builder.start_node(0)
    builder.leaf(number)
    builder.end_node()
    builder.end_tree()
    return gtil.predict(builder.commit(), np.zeros((1, 1), kind)).item()


two, three = off(2), off(3)
found = [softplus(t, "float32") for t in (20, 88, 89, 1000)]
found += [softplus(t, "float64") for t in (20, 700, 1000)]
print(two, three, found)
assert max(two) < 1e-14 and three[1] < 1e-13, (two, three)
assert 1e-9 < three[0] < 1e-6 and three[2] > 1e-9, f"changed: the shares are {three} off"
assert abs(found[0] - 20) < 1e-5 and abs(found[4] - 20) < 1e-8 and found[1] == 88, found
assert found[5] == 700, found
assert found[2] == found[3] == found[6] == np.inf, f"changed: softplus is {found}"
PYTHON
venv/bin/python ask.py
