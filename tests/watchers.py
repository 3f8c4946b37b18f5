"""Which tests watch over which files, for :mod:`tests.mutants`.

A file is watched by the tests named for the longest beginning of its path, by those that import it,
and by those in the folder of its room that are named for nothing else. What needs little time, and
what most changes are noticed by, comes first: the rest is run only if that notices nothing.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).parent
MANY: Final = 8  # a module that so many test files import is a tool of theirs, not what they test

WATCHED_BY: Final[dict[str, str]] = {
    "formula": "formula readings/test_program_sides.py lookup/test_typed_formula.py"
    " readings/test_every_atom.py facts/test_facts.py",
    "formula/polynomials": "readings/test_one_exponential.py",
    "formula/ties": "formula/test_ties.py readings/test_dropped_parts.py"
    " readings/test_program_sides.py readings/test_sides.py"
    " facts/test_breaks.py facts/test_domains.py",
    "formula/tree": "formula readings/test_asymptotics.py",
    "readings": "readings/test_identity.py readings/test_slopes.py readings/test_dropped_parts.py"
    " readings/test_lost_constants.py readings/test_tails.py",
    "readings/asymptotics": "readings/test_asymptotics.py",
    "readings/certified": "readings/test_certified.py readings/test_certified_arrays.py",
    "readings/exact": "readings/test_exact.py",
    "readings/fixed_point": "approximation/test_whole_numbers.py export/test_integers.py",
    "readings/float64": "readings/test_float64.py readings/test_kernels.py"
    " readings/test_underflow.py readings/test_every_atom.py readings/test_vouch.py"
    " readings/test_one_exponential.py",
    "readings/formats": "readings/test_formats.py",
    "readings/identity": "readings/test_identity.py readings/test_vouch.py",
    "readings/joined": "readings/test_joined.py",
    "readings/languages": "readings/languages readings/test_javascript.py",
    "readings/languages/cuda": "readings/languages export/test_cuda.py",
    "readings/notation": "readings/test_latex.py readings/test_steps.py",
    "readings/notation/plain": "formula/test_grammar.py",
    "readings/number_formats": "readings/test_formats.py",
    "readings/open_joints": "readings/test_open_joints.py",
    "readings/program_sides": "readings/test_program_sides.py",
    "readings/rational": "readings/test_rational.py readings/test_identity.py",
    "readings/sides": "readings/test_sides.py readings/test_underflow.py",
    "readings/slopes": "readings/test_slopes.py readings/test_slopes_of_registry.py",
    "readings/soft_rows": "readings/test_soft_rows.py",
    "facts": "facts/test_kept.py facts/test_breaks.py facts/test_facts.py facts/test_proof.py"
    " facts/test_truth.py facts/test_brute_force.py facts/test_domains.py",
    "facts/gaussian": "networks/test_depth.py networks/test_gain.py",
    "functions": "functions/test_elementwise.py functions/test_entries.py functions/test_gated.py"
    " functions/test_random_functions.py functions/test_immutable.py",
    "functions/vector": "functions/vector",
    "lookup": "lookup/test_registry.py lookup/test_typed_formula.py lookup/test_roles.py"
    " lookup/test_citations.py lookup/test_plug_ins.py lookup/test_user_catalogues.py"
    " lookup/test_foreign_words.py",
    "lookup/approximations": "approximation/test_spec.py",
    "lookup/bibliography": "lookup/test_citations.py lookup/test_user_catalogues.py",
    "lookup/citations": "lookup/test_citations.py",
    "lookup/foreign_words": "lookup/test_foreign_words.py",
    "lookup/kept_files": "lookup/test_kept_files.py",
    "lookup/properties": "lookup/test_properties.py",
    "measure": "measure/test_distance.py measure/test_comparison.py measure/test_callables.py",
    "measure/accuracy": "measure/test_accuracy.py",
    "measure/callables": "measure/test_callables.py",
    "measure/campaign": "measure/test_every_input.py",
    "measure/digits": "measure/test_digits.py",
    "measure/every_input": "measure/test_every_input.py",
    "measure/headline": "measure/test_headline.py",
    "measure/homes": "measure/test_homes.py measure/test_callables.py",
    "measure/tested_kernels": "measure/test_every_input.py",
    "measure/layouts": "measure/test_homes.py",
    "measure/right_results": "measure/test_every_input.py",
    "measure/runtimes": "measure/test_runtimes.py measure/test_homes.py",
    "measure/soundness": "measure/test_soundness.py",
    "measure/staircases": "measure/test_staircases.py measure/test_remainders.py",
    "measure/tally": "measure/test_every_input.py",
    "measure/true_values": "measure/test_accuracy.py",
    "derivations": "cli/test_said.py derivations",
    "text": "text cli/test_list.py",
    "text/standard": "text cli/test_exit_codes.py cli/test_manners.py",
    "streams": "cli/test_streams.py cli/test_undecided.py streams/test_whole.py"
    " streams/test_numerals.py streams/test_pipes.py"
    " streams/test_turns.py streams/test_cells.py",
    "processes": "processes cli/test_shared_work.py",
    "files": "files cli/test_files.py",
    "files/whole_arrays": "networks/test_data.py networks/test_own_data.py",
    "approximation": "approximation/test_making.py approximation/test_result.py"
    " approximation/test_spec.py approximation/test_whole_numbers.py approximation/test_nearest.py"
    " approximation/test_exact_parts.py approximation/test_polynomials.py"
    " approximation/test_brackets.py approximation/test_compensated.py"
    " approximation/test_long_facts.py approximation/test_rounded_lines.py"
    " approximation/test_sizes.py approximation/test_quotients.py"
    " approximation/test_exact_tables.py",
    "approximation/in_integers": "approximation/test_every_input.py"
    " approximation/test_whole_numbers.py",
    "approximation/value/integers": "approximation/test_whole_numbers.py",
    "catalogue": "catalogue/test_coverage.py catalogue/test_catalogue.py catalogue/test_claims.py",
    "catalogue/conventions": "libraries/test_kink_slopes.py",
    "libraries": "libraries/test_dialects.py libraries/test_kink_slopes.py",
    "libraries/asking": "libraries/test_verify.py",
    "libraries/verify": "libraries/test_verify.py libraries/test_dialects.py",
    "export": "export/test_export.py export/test_integers.py export/test_c.py"
    " export/test_beside_zeros.py export/test_next_to_zero.py export/test_out_of_range.py"
    " export/test_exponentials.py",
    "export/fitted_tables": "export/test_exact.py",
    "export/exact": "export/test_exact.py",
    "export/quick_judge": "export/test_exact.py",
    "export/table_proof": "export/test_exact.py",
    "export/softmax_files": "export/test_rows.py export/test_rows_command.py"
    " export/test_rows_frameworks.py export/test_rows_triton.py export/test_wgsl.py",
    "export/trial": "export/test_exact.py export/test_export.py",
    "models": "models/test_numbers_of_formats.py models/test_formats.py models/test_identify.py"
    " models/test_onnx.py models/test_taken_apart.py models/test_branches.py"
    " models/test_inside_operators.py models/test_whole_numbers.py models/test_hostile.py",
    "models/changes": "models/test_nodes_and_changes.py",
    "models/inner_outputs": "models/test_run.py",
    "models/nodes": "models/test_nodes_and_changes.py",
    "models/quantis": "models/test_whole_numbers.py",
    "models/running": "models/test_run.py",
    "networks": "networks/test_backprop.py networks/test_depth.py networks/test_gain.py"
    " networks/test_mlp.py networks/test_own_data.py networks/test_training.py",
    "networks/backprop": "networks/test_backprop.py",
    "networks/data": "networks/test_data.py networks/test_own_data.py",
    "networks/depth": "networks/test_depth.py",
    "networks/example_files": "networks/test_own_data.py networks/test_data.py"
    " networks/test_train_command.py",
    "networks/gain": "networks/test_gain.py",
    "networks/image_files": "networks/test_own_data.py networks/test_data.py"
    " networks/test_train_command.py",
    "networks/inspection": "networks/test_inspection.py",
    "networks/kept_runs": "networks/test_training.py networks/test_train_command.py",
    "networks/mean_field": "networks/test_depth.py networks/test_gain.py",
    "networks/network": "networks/test_backprop.py",
    "networks/outcomes": "networks/test_outcomes.py networks/test_training.py",
    "networks/phase_diagram": "networks/test_depth.py",
    "networks/regions": "networks/test_inspection.py",
    "networks/shapes": "networks/test_own_data.py networks/test_data.py"
    " networks/test_train_command.py",
    "networks/sketch": "networks/test_inspection.py",
    "networks/tables": "networks/test_own_data.py networks/test_data.py"
    " networks/test_train_command.py",
    "networks/texts": "networks/test_own_data.py networks/test_data.py"
    " networks/test_train_command.py",
    "networks/torch": "networks/test_torch_engine.py networks/test_own_data.py",
    "networks/tuning": "networks/test_training.py networks/test_train_command.py",
    "pages": "cli/test_said.py pages cli/test_show.py cli/test_table.py cli/test_derive.py",
    "pages/backprop": "networks/test_backprop.py cli/test_said.py",
    "pages/check": "cli/test_check.py cli/test_table_files.py",
    "pages/columns": "cli/test_table.py cli/test_table_files.py cli/test_list.py",
    "pages/every_input": "cli/test_check_every_input.py measure/test_every_input.py",
    "pages/inspection": "cli/test_inspect.py",
    "cli": "cli/test_said.py cli/test_mistakes.py cli/test_kinds.py"
    " cli/test_no_option_is_ignored.py cli/test_commands.py cli/test_matplotlib_start.py",
    "cli/approximate": "cli/test_approximate.py",
    "cli/backprop": "networks/test_backprop.py",
    "cli/check": "cli/test_check.py cli/test_check_catalogue.py",
    "cli/cite": "lookup/test_citations.py",
    "cli/compare": "measure/test_comparison.py cli/test_mistakes.py",
    "cli/depth": "networks/test_depth.py",
    "cli/derive": "cli/test_derive.py",
    "cli/dialects": "libraries/test_dialects.py",
    "cli/evaluate": "cli/test_kinds.py cli/test_plain_eval.py cli/test_files.py"
    " cli/test_no_option_is_ignored.py cli/test_mistakes.py",
    "cli/export": "export/test_export.py",
    "cli/gain": "networks/test_gain.py",
    "cli/gallery": "cli/test_gallery.py figures/test_gallery_scenes.py",
    "cli/identify": "models/test_identify.py cli/test_files.py cli/test_mistakes.py",
    "cli/inspect": "cli/test_inspect.py",
    "cli/listing": "cli/test_list.py cli/test_mistakes.py",
    "cli/model": "models/test_formats.py models/test_run.py",
    "cli/plain_eval": "cli/test_plain_eval.py",
    "cli/train": "networks/test_train_command.py",
    "cli/train_engine": "networks/test_torch_engine.py networks/test_train_command.py",
    "figures": "figures/test_drawn.py figures/test_placing.py figures/test_scenes.py"
    " figures/test_drawing.py figures/test_braille.py figures/test_kinds.py",
    "figures/compose/binades": "measure/test_every_input.py",
    "figures/compose/network_drawing": "networks/test_backprop.py",
    "figures/engines/pgf": "figures/test_drawn.py figures/test_tex.py",
    "figures/page": "figures/test_page.py figures/test_page_trace.py",
    "figures/sampling/staircase": "measure/test_low_precision.py figures/test_drawn.py",
}
# What users see of everything: tried where the tests of the file itself notice nothing.
SEEN_BY: Final = ("tests/cli/test_said.py", "tests/figures/test_drawn.py")
ROOMS: Final = tuple(room for room in WATCHED_BY if "/" not in room)


@cache
def importers() -> dict[str, tuple[str, ...]]:
    """The test files that import a module, unless they are many: ``actviz.text.rows: (...)``."""
    result: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        words = set()
        for part in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(part, ast.ImportFrom) and part.module:
                words |= {part.module, *(f"{part.module}.{name.name}" for name in part.names)}
        for word in words:
            result[word].append(path.relative_to(TESTS).as_posix())
    return {word: tuple(names) for word, names in result.items() if len(names) < MANY}


@cache
def unnamed(room: str) -> tuple[str, ...]:
    """The test files in a room's folder that no list names."""
    named = {name for names in WATCHED_BY.values() for name in names.split()}
    files = sorted(p.relative_to(TESTS).as_posix() for p in (TESTS / room).rglob("test_*.py"))
    return tuple(file for file in files if not file.startswith(tuple(named)))
