"""References: every one is whole, and comes out as BibTeX that BibTeX can read."""

from __future__ import annotations

import json
import re

import pytest

from actviz.lookup import bibliography
from actviz.lookup.bibliography import builtin_all
from actviz.lookup.citations import Citation, bibtex, citations, escaped, in_a_line
from actviz.lookup.registry import everything, resolve_all
from tests.lookup.bibtex import REQUIRED, entries, read
from tests.process import actviz

THIS_YEAR = 2026
DEVELOPERS = re.compile(r"\{[^{}]+\}")  # a body, not a person


REFERENCES = builtin_all()


@pytest.mark.parametrize("key", REFERENCES)
def test_every_reference_reads_back_from_bibtex(key: str) -> None:
    text = bibtex(Citation(key, ("some_function",)))
    assert text.isascii()
    (entry,) = entries(text)
    paper = REFERENCES[key]
    assert entry.key == key
    assert set(entry.fields) >= REQUIRED[entry.kind]
    assert read(entry.fields["author"]) == re.sub("[{}]", "", str(paper["author"]))
    assert read(entry.fields["title"]) == paper["title"]
    assert entry.fields["title"].startswith("{")  # capitals stay as they are
    assert entry.fields["year"] == str(paper["year"])
    assert entry.fields.get("eprint") == paper.get("arxiv")
    assert entry.fields.get("url") == paper.get("url")
    where = ("journal", "booktitle", "howpublished", "school", "institution", "publisher")
    said = [read(entry.fields[word]) for word in where if word in entry.fields]
    assert all(part in str(paper.get("venue")) for part in said)
    assert bool(said) == ("venue" in paper)
    assert ("not confirmed" in entry.fields.get("note", "")) == bool(paper.get("unconfirmed"))


@pytest.mark.parametrize("key", REFERENCES)
def test_every_reference_is_whole(key: str) -> None:
    paper = REFERENCES[key]
    assert 1800 < int(paper["year"]) <= THIS_YEAR
    names = str(paper["author"]).split(" and ")
    for name in names:
        body = DEVELOPERS.fullmatch(name) or (name == "others" and name is names[-1])
        assert body or re.fullmatch(r"[^{},]+, [^{},]+", name) or name in ALONE, name
    title = str(paper["title"])
    assert title == re.sub(r"\s+", " ", title).strip()
    assert not title.endswith(".")
    assert not title.lower().startswith(("paper on", "papers on"))  # a description is no title
    # A place to look it up, or a word that it could not be found.
    assert paper.keys() & {"arxiv", "venue", "url"} or paper.get("unconfirmed")
    assert re.fullmatch(r"https://[^\s{}%#]+", str(paper.get("url", "https://x")))


ALONE = {"Dejey"}  # one name is all of it


def test_every_function_names_what_is_behind_it() -> None:
    for function in everything():
        assert function.references, function.name
        assert set(function.references) <= set(REFERENCES), function.name
        assert len(set(function.references)) == len(function.references)


def test_one_entry_a_paper_in_order() -> None:
    result = citations(resolve_all(["gelu", "silu", "torch:GELU", "elu:alpha=1,2", "x*tanh(x)"]))
    assert [(one.key, one.functions) for one in result] == [
        ("hendrycks2016", ("gelu", "silu")),
        ("elfwing2017", ("silu",)),
        ("ramachandran2017", ("silu",)),
        ("clevert2015", ("elu",)),
    ]


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        ("Djork-Arné", r"Djork-Arn{\'{e}}"),
        ("Kléma, Jiří", r"Kl{\'{e}}ma, Ji{\v{r}}{\'{\i}}"),
        ("Üstündağ Şiray", r"{\"{U}}st{\"{u}}nda{\u{g}} {\c{S}}iray"),
        ("Mańke", r"Ma{\'{n}}ke"),
        ("120b & 20b_x", r"120b \& 20b\_x"),
        ("Weiß – Sørensen", r"Wei{\ss} -- S{\o}rensen"),
    ],
)
def test_accents(text: str, tex: str) -> None:
    assert escaped(text) == tex


def test_a_letter_without_tex_form_is_refused() -> None:
    with pytest.raises(ValueError, match="no TeX form is known for '漢'"):
        escaped("漢字")


def test_doubt_is_said_in_words() -> None:
    key = next(key for key, paper in REFERENCES.items() if paper.get("unconfirmed"))
    assert in_a_line(key).endswith("(not confirmed: check before citing)")
    assert "confirmed" not in in_a_line("clevert2015")


# --- the command


def test_cite_prints_exactly_the_functions_named() -> None:
    done = actviz("cite", "torch:GELU", "jax:gelu", "softmax", "swiglu")
    assert (done.returncode, done.stderr) == (0, "")
    result = entries(done.stdout)
    assert [entry.key for entry in result] == ["hendrycks2016", "bridle1990", "shazeer2020"]
    assert done.stdout.startswith("% gelu, gelu_tanh\n@misc{hendrycks2016,\n")


def test_all_of_it_is_one_valid_file() -> None:
    done = actviz("cite", *(entry.name for entry in everything()))
    keys = [entry.key for entry in entries(done.stdout)]
    assert sorted(keys) == sorted(REFERENCES)


def test_one_transcription_is_said_wherever_it_is_cited() -> None:
    single = next(entry for entry in everything() if entry.single_source)
    said = f"formula rests on one public transcription: {single.name}"
    (entry, *_) = entries(actviz("cite", single.name, "relu").stdout)
    assert said in read(entry.fields["note"])
    assert actviz("cite", single.name, "-f", "text").stderr == f"* {said}\n"
    data = json.loads(actviz("cite", single.name, "relu", "-f", "json").stdout)
    assert [one["single_source"] for one in data[:2]] == [[single.name], []]


def test_json_has_every_field() -> None:
    data = json.loads(actviz("cite", "softsign", "celu", "--format", "json").stdout)
    assert data[1] == {
        "key": "barron2017",
        "functions": ["celu"],
        "author": "Barron, Jonathan T.",
        "title": "Continuously Differentiable Exponential Linear Units",
        "year": 2017,
        "venue": None,
        "arxiv": "1704.07483",
        "url": None,
        "confirmed": True,
        "single_source": [],
    }
    assert data[0].keys() == data[1].keys()


def test_a_formula_of_one_s_own_has_nothing_to_cite() -> None:
    done = actviz("cite", "x*tanh(x)")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "actviz: x*tanh(x) has no reference in the catalogue",
        "actviz: there is nothing to cite for these",
    ]


@pytest.mark.parametrize(
    ("venue", "kind", "where"),
    [
        ("", "misc", {}),
        ("PhD thesis, Universite Paris VI", "phdthesis", {"school": "Universite Paris VI"}),
        ("Technical report, NYU", "techreport", {"institution": "NYU"}),
        ("PyTorch documentation", "misc", {"howpublished": "PyTorch documentation"}),
        ("Conference on X", "inproceedings", {"booktitle": "Conference on X"}),
        ("MIT University Press", "book", {"publisher": "MIT University Press"}),
        ("A Book, Springer", "incollection", {"booktitle": "A Book", "publisher": "Springer"}),
        ("Nature", "article", {"journal": "Nature"}),
        ("Biometrika 81", "article", {"journal": "Biometrika", "volume": "81"}),
        ("Biometrika 81(3)", "article", {"journal": "Biometrika", "volume": "81", "number": "3"}),
    ],
)
def test_a_venue_in_one_phrase_has_the_fields_of_bibtex(
    venue: str, kind: str, where: dict[str, str]
) -> None:
    assert bibliography.of_venue(venue) == (kind, where)
    if kind in ("phdthesis", "techreport", "article") and venue:
        fields = "".join(f", {word} = {{{text}}}" for word, text in where.items())
        entry = f"@{kind}{{key, author = {{A}}, title = {{T}}, year = 2020{fields}}}"
        (result,) = bibliography.parsed(entry).values()
        assert (result["venue"], result["kind"], result["where"]) == (venue, kind, where)


@pytest.mark.parametrize("kind", ["comment", "Comment", "string", "PREAMBLE"])
def test_what_bibtex_itself_takes_for_no_reference_is_none(kind: str) -> None:
    entry = "@misc{lee, author = {Lee}, title = {T}, year = 2020}"
    assert list(bibliography.parsed(f"@{kind}{{old, a note}}\n{entry}")) == ["lee"]
