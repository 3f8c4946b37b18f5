"""``actviz eval`` in real pipes: nothing lost, nothing garbled, in constant memory."""

from __future__ import annotations

import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

import actviz
from tests.usage import usage

EVAL = [sys.executable, "-m", "actviz", "eval"]


def evaluated(
    *arguments: str, stdin: bytes = b"", cwd: Path | None = None
) -> tuple[int, bytes, str]:
    done = subprocess.run([*EVAL, *arguments], input=stdin, capture_output=True, cwd=cwd)
    return done.returncode, done.stdout, done.stderr.decode()


def gelu(x: float) -> bytes:
    return repr(actviz.get("gelu")(x)).encode()


def test_every_line_of_a_long_stream_is_answered_in_order() -> None:
    x = np.random.default_rng(1).normal(0, 5, 200_000)
    code, out, _ = evaluated("identity", stdin="\n".join(map(repr, x.tolist())).encode())
    assert code == 0
    assert np.array_equal(np.array(out.split(), dtype=float), x)


def test_lines_of_every_kind() -> None:
    text = b"\xef\xbb\xbf1\r\n+2\n.5\r\n-inf\nNaN\n0x1p1\n1e400\n-0\n5e-324"
    code, out, err = evaluated("identity", stdin=text)
    assert (code, err) == (0, "")
    assert out == b"1.0\n2.0\n0.5\n-inf\nnan\n2.0\ninf\n-0.0\n5e-324\n"


@pytest.mark.parametrize("bad", [b"abc", b"", b"null", b"1,2", b"1\x00", b"\xff", b"1 2"])
def test_a_bad_line_is_named_and_all_before_it_is_written(bad: bytes) -> None:
    code, out, err = evaluated("identity", stdin=b"1\n2\n" + bad + b"\n4\n")
    assert (code, out) == (2, b"1.0\n2.0\n")
    assert err.startswith("actviz: line 3: ")
    code, out, err = evaluated(
        "identity", "--on-error", "skip", stdin=b"1\n" + bad + b"\n4\n" + bad
    )
    assert (code, out) == (0, b"1.0\n4.0\n")
    assert err.startswith(f"actviz: {2 if bad else 1} line")
    assert "line 2: " in err
    code, out, _ = evaluated("identity", "--on-error", "nan", stdin=b"1\n" + bad + b"\n4\n")
    assert (code, out) == (0, b"1.0\nnan\n4.0\n")


def test_columns_digits_and_the_number_in_front() -> None:
    assert (
        evaluated("relu", "neg=-x", "-k", stdin=b"1.5\n-2\n")[1]
        == b"1.5\t1.5\t-1.5\n-2.0\t0.0\t2.0\n"
    )
    assert evaluated("gelu", "--digits", "4", "1", "-3")[1] == b"0.8413\n-0.00405\n"


def test_comments_pass_where_they_may() -> None:
    text = b"# head\n1\n\n# more\n2\n"
    assert evaluated("identity", "--comments", stdin=text)[1] == b"# head\n1.0\n\n# more\n2.0\n"
    assert evaluated("identity", stdin=text)[0] == 2


def test_one_field_changes_and_all_else_stays_byte_for_byte() -> None:
    table = b'id, x ,note\n1,-2,"a,b"\n2, 3,\xe4\n3,"4",""\n'
    code, out, err = evaluated("relu", "--field", "x", stdin=table)
    assert (code, err) == (0, "")
    assert out == b'id, x ,note\n1,0.0,"a,b"\n2,3.0,\xe4\n3,4.0,""\n'
    assert evaluated("relu", "--field", "2", stdin=table)[1] == out
    code, out, _ = evaluated("relu", "elu", "-F", "2", "-D", r"\t", "-k", stdin=b"a\tx\nq\t1\n")
    assert (code, out) == (0, b"a\tx\trelu\telu\nq\t1.0\t1.0\t1.0\n")
    assert evaluated("relu", "-F", "2", stdin=b"q,1\nr,2\n")[1] == b"q,1.0\nr,2.0\n"


def test_a_table_of_one_column_has_a_field() -> None:
    assert evaluated("relu", "-F", "x", stdin=b"x\n1\n-2\n") == (0, b"x\n1.0\n0.0\n", "")
    assert evaluated("relu", "-F", "1", stdin=b'1\n"-2"\n')[1] == b"1.0\n0.0\n"
    assert evaluated("relu", "neg=-x", "-F", "a b", stdin=b"a b\n1\n")[1] == b"relu,neg\n1.0,-1.0\n"
    commas = evaluated("relu", "neg=-x", "-F", "x", stdin=b"x\n1,5\n-2,5\n")
    assert commas == (0, b"relu\tneg\n1,5\t-1,5\n0,0\t2,5\n", "actviz: decimal commas\n")
    assert evaluated("relu", "-F", "2", stdin=b"1\n")[2] == (
        "actviz: line 1 has 1 field, so no field 2\n"
    )


@pytest.mark.parametrize(
    "text", [b'{"x": 1}\n{"x": -2}\n', b'[{"x": 1},\n', b"[1, -2]\n", b"[\n1\n]"]
)
def test_json_is_no_table(text: bytes) -> None:
    code, out, err = evaluated("relu", "-F", "1", stdin=text)
    assert (code, out) == (2, b"")
    assert err == "actviz: stdin: JSON, no table; a tool such as jq -r .x makes numbers of it\n"
    assert evaluated("relu", "-F", "[x]", stdin=b"[x],[y]\n1,2\n")[1] == b"[x],[y]\n1.0,2\n"


def test_fields_that_are_not_there() -> None:
    code, out, err = evaluated("relu", "-F", "y", stdin=b"a,b\n1,2\n")
    assert (code, out) == (2, b"")
    assert err == "actviz: no field is called 'y'; the header has a, b\n"
    code, out, err = evaluated("relu", "-F", "2", stdin=b"a,b\n1,2\n3\n")
    assert (code, out) == (2, b"a,b\n1,2.0\n")
    assert "line 3 has 1 field, so no field 2" in err
    assert evaluated("relu", "-F", "2", stdin=b"a,b\n1,2\n1,x\n")[2].startswith(
        "actviz: line 3: 'x'"
    )


@pytest.mark.parametrize("dtype", ["float64", "float32", "float16"])
def test_bare_numbers(dtype: str) -> None:
    x = np.random.default_rng(2).normal(0, 3, 100_001).astype(dtype)
    code, out, _ = evaluated("tanh", "--binary", dtype, stdin=x.tobytes())
    assert code == 0
    expected = np.asarray(actviz.get("tanh")(x.astype(float))).astype(dtype)
    assert np.array_equal(np.frombuffer(out, dtype=dtype), expected)


def test_truncated_bytes_are_said_so() -> None:
    code, out, err = evaluated("relu", "--binary", "float64", stdin=np.ones(3).tobytes()[:-3])
    assert (code, len(out)) == (2, 16)
    assert err == "actviz: the input ends after 21 bytes, 5 bytes into a float64 of 8\n"


def test_npy_to_npy(tmp_path: Path) -> None:
    x = np.random.default_rng(3).normal(0, 3, (70, 1000)).astype(np.float32)
    np.save(tmp_path / "x.npy", x)
    code, out, err = evaluated("silu", "-i", "x.npy", "-o", "y.npy", cwd=tmp_path)
    assert (code, out, err) == (0, b"y.npy\n", "")
    y = np.load(tmp_path / "y.npy")
    assert np.array_equal(y, np.asarray(actviz.get("silu")(x)).astype(np.float32))
    evaluated("silu", "relu", "-i", "x.npy", "-o", "y.npy", cwd=tmp_path)
    assert np.load(tmp_path / "y.npy").shape == (70, 1000, 2)
    (tmp_path / "bad.npy").write_bytes(b"no array")
    code, _, err = evaluated("silu", "-i", "bad.npy", "-o", "z.npy", cwd=tmp_path)
    assert (code, "not a .npy file" in err) == (2, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.npy", "x.npy", "y.npy"]


def test_text_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("1\n-1\n")
    assert evaluated("relu", "--input", "x.txt", cwd=tmp_path)[1] == b"1.0\n0.0\n"
    code, _, err = evaluated("relu", "--input", "none.txt", cwd=tmp_path)
    assert (code, err) == (2, "actviz: none.txt: No such file or directory\n")


def test_an_answer_comes_before_the_next_question() -> None:
    with subprocess.Popen(
        [*EVAL, "relu", "--line-buffered"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for question in (b"1\n", b"-1\n", b"3\n"):
            child.stdin.write(question)
            child.stdin.flush()
            assert float(child.stdout.readline()) == max(0.0, float(question))
        child.stdin.close()


def test_the_reader_may_leave() -> None:
    command = f"yes 1 | {sys.executable} -m actviz eval gelu | head -1"
    start = time.monotonic()
    done = subprocess.run(command, shell=True, capture_output=True, timeout=60)
    assert done.stdout == gelu(1.0) + b"\n"
    assert done.stderr == b""
    assert time.monotonic() - start < 60


@pytest.mark.skipif(find_spec("resource") is None, reason="asks the kernel for the peak memory")
@pytest.mark.parametrize("arguments", [[], ["--digits", "6"], ["--binary", "float64"]])
def test_memory_does_not_grow_with_the_stream(arguments: list[str], tmp_path: Path) -> None:
    def peak(count: int) -> int:
        x = np.random.default_rng(4).normal(0, 3, count)
        source = tmp_path / "x"
        if "--binary" in arguments:
            x.tofile(source)
        else:
            source.write_text("\n".join(map(repr, x.tolist())))
        took = usage(*EVAL, "gelu", *arguments, stdin=str(source))
        assert took.code == 0, took.err
        return took.peak

    assert peak(1_500_000) < peak(150_000) + 4 * 2**20
