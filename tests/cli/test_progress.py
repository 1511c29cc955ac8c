"""Progress: a bar for who watches, plain lines for a file."""

import io

import pytest

from maillon.cli.progress import Step


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_file_gets_one_line_per_step() -> None:
    out = io.StringIO()
    with Step("Paquets", out) as step:
        step.at(0.5, "django")
        step.note("51 paquets")
    assert out.getvalue().startswith("  ✓ Paquets : 51 paquets (0,")
    assert out.getvalue().count("\n") == 1
    assert "\r" not in out.getvalue()


def test_a_terminal_gets_a_bar_that_leaves_no_trace_but_the_line() -> None:
    out = Terminal()
    with Step("Paquets", out) as step:
        step.at(1.0, "django")
    assert "100%  Paquets : django" in out.getvalue()
    assert out.getvalue().rpartition("\033[2K")[2].startswith("  ✓ Paquets (")


@pytest.mark.parametrize("share", [-1.0, 0.0, 0.4999, 7.0])
def test_a_bar_never_leaves_its_frame(share) -> None:
    out = Terminal()
    with Step("x", out) as step:
        step.drawn = 0.0
        step.at(share)
        bar = out.getvalue().rpartition("\033[2K")[2].split()[0]
        assert len(bar) == 24


def test_a_failed_step_leaves_no_tick() -> None:
    out = Terminal()
    with pytest.raises(ValueError, match="x"), Step("Paquets", out):
        raise ValueError("x")
    assert "✓" not in out.getvalue()
