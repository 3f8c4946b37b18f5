#!/usr/bin/env bash
# sklearn-pmml-model 1.0.8, which reads networks from PMML into scikit-learn: the activation of a
# regression's last layer is left out, and nothing is said. A network that ends in "exponential", of
# a sum 2*x, answers 6 for 3, where exp(6) = 403 is meant, and 0 for 0, where 1 is; one that ends in
# "logistic" answers 6 as well. Counts and rates come out as their logarithms or logits. A hidden layer
# of another kind than the network's is refused. Seen with scikit-learn 1.6.1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet sklearn-pmml-model==1.0.8 scikit-learn==1.6.1 numpy==2.4.6
cat > ask.py <<'PYTHON'
import io
import warnings

import pandas
from sklearn_pmml_model.neural_network import PMMLMLPRegressor

warnings.simplefilter("ignore")
FILE = """<PMML xmlns="http://www.dmg.org/PMML-4_3" version="4.3"><Header/>
<DataDictionary numberOfFields="2">
<DataField name="x" optype="continuous" dataType="double"/>
<DataField name="y" optype="continuous" dataType="double"/></DataDictionary>
<NeuralNetwork functionName="regression" activationFunction="rectifier">
<MiningSchema><MiningField name="x"/><MiningField name="y" usageType="target"/></MiningSchema>
<NeuralInputs numberOfInputs="1"><NeuralInput id="0">
<DerivedField optype="continuous" dataType="double"><FieldRef field="x"/></DerivedField>
</NeuralInput></NeuralInputs>
<NeuralLayer activationFunction="rectifier" numberOfNeurons="1">
<Neuron id="1" bias="0"><Con from="0" weight="1"/></Neuron></NeuralLayer>
<NeuralLayer activationFunction="LAST" numberOfNeurons="1">
<Neuron id="2" bias="0"><Con from="1" weight="2"/></Neuron></NeuralLayer>
<NeuralOutputs numberOfOutputs="1"><NeuralOutput outputNeuron="2">
<DerivedField optype="continuous" dataType="double"><FieldRef field="y"/></DerivedField>
</NeuralOutput></NeuralOutputs></NeuralNetwork></PMML>"""

x = pandas.DataFrame({"x": [-3.0, 0.0, 3.0]})
for last in "identity", "exponential", "logistic":
    found = PMMLMLPRegressor(io.StringIO(FILE.replace("LAST", last))).predict(x)
    print(last, found)
    assert list(found) == [0, 0, 6], f"changed: with {last} at the end {found}"
hidden = '<NeuralLayer activationFunction="'
mixed = FILE.replace(hidden + "rectifier", hidden + "tanh")
try:
    PMMLMLPRegressor(io.StringIO(mixed.replace("LAST", "identity")))
except Exception as error:
    print(error)
    assert "different activation functions" in str(error), error
else:
    raise AssertionError("changed: a hidden layer of another kind is read")
PYTHON
venv/bin/python ask.py
