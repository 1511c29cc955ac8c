"""What is wrong with something a person gave us, said once and in full."""

from dataclasses import asdict, dataclass

from maillon.rules.wording import _

# what a terminal obeys or what reorders a line is shown as a sign: a file must not write over the answer about it
_UNSEEN = dict.fromkeys(
    (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)), "�"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in an input.

    Attributes:
        what: the fault, one sentence.
        where: the place a person can find: a path in the document, a file name, an option.
        line: 1-based line in the file, when known.
        expected: what was expected there.
        remedy: how to mend it.
    """

    what: str
    where: str = ""
    line: int | None = None
    expected: str = ""
    remedy: str = ""

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the stable JSON shape of a problem."""
        return asdict(self)

    def __str__(self) -> str:
        place = self.where
        if self.line is not None:
            line = _("ligne {line}").format(line=self.line)
            place = f"{place}, {line}" if place else line
        what = _("{title} : {value}").format(title=place, value=self.what) if place else self.what
        parts = [what, self.expected, self.remedy]
        said = " ".join(part if part.endswith((".", "?")) else f"{part}." for part in parts if part)
        return said.translate(_UNSEEN)


class InputError(Exception):
    """A person's input cannot be used; carries every problem found, at least one."""

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("an InputError says at least one problem")
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))
