"""Made-up respondents who answered just so that a published table comes out of them."""

from __future__ import annotations

from collections.abc import Sequence

from vnr.model import Answer, AnswerChoice, Condition, Question, QuestionKind, Survey

__all__ = ["ACTIVE", "STATUSES", "Reports", "behind"]

ACTIVE = ("ongoing", "completed")
STATUSES = (*ACTIVE, "not_carried_out", "no_funds")


def behind(percent: float, n: int) -> int | None:
    """The number out of n that rounds, halves up, to a whole percentage; None if none does."""
    return next((k for k in range(n + 1) if (200 * k + n) // (2 * n) == percent), None)


class Reports:
    """Respondents of a survey, whose questions and answers are added one by one."""

    def __init__(self, name: str, due: int, answered: int) -> None:
        self.name = name
        self.due = tuple(f"{name}-{number:03}" for number in range(due))
        self.respondents = self.due[:answered]
        self.questions: list[Question] = []
        self.answers: list[Answer] = []
        self.status: dict[str, dict[str, str]] = {}

    @property
    def survey(self) -> Survey:
        return Survey(self.name, self.due, tuple(self.questions))

    def _choices(self, codes: Sequence[str]) -> tuple[AnswerChoice, ...]:
        return tuple(AnswerChoice(code) for code in codes)

    def area(self, area: str, numbers: Sequence[int]) -> None:
        """An area in which so many are under way, completed and not carried out; others had none."""
        kinds = [
            status for status, number in zip(STATUSES, numbers, strict=False) for _ in range(number)
        ]
        kinds += ["no_funds"] * (len(self.respondents) - len(kinds))
        self.questions.append(Question(area, QuestionKind.ONE, self._choices(STATUSES)))
        self.status[area] = dict(zip(self.respondents, kinds, strict=True))
        for who, status in self.status[area].items():
            self.answers.append(Answer(self.name, who, area, (status,)))

    def active(self, area: str) -> list[str]:
        return [who for who, status in self.status[area].items() if status in ACTIVE]

    def _asked(
        self, code: str, kind: QuestionKind, codes: Sequence[str], area: str, alone: str | None
    ) -> None:
        condition = Condition(area, ACTIVE)
        self.questions.append(Question(code, kind, self._choices(codes), alone, condition))

    def scale(self, code: str, area: str, codes: Sequence[str], numbers: Sequence[int]) -> None:
        """A question on a scale to the active, so many at each step; the others are silent."""
        self._asked(code, QuestionKind.ORDINAL, codes, area, None)
        steps = [step for step, number in zip(codes, numbers, strict=True) for _ in range(number)]
        for who, step in zip(self.active(area), steps, strict=False):
            self.answers.append(Answer(self.name, who, code, (step,)))

    def several(
        self, code: str, area: str, numbers: dict[str, int], n: int, alone: str | None = None
    ) -> None:
        """A question of several choices: so many chose each, all of the n one at least."""
        self._asked(code, QuestionKind.SEVERAL, list(numbers), area, alone)
        inactive = [who for who in self.respondents if who not in self.active(area)]
        who_answered = [*self.active(area), *inactive][:n]
        alone_there = numbers[alone] if alone else 0
        others = who_answered[alone_there:]
        chosen: dict[str, list[str]] = {who: [] for who in who_answered}
        for who in who_answered[:alone_there]:
            chosen[who].append(str(alone))
        place = 0
        for choice, number in numbers.items():
            if choice == alone:
                continue
            assert number <= len(others)
            for _ in range(number):
                chosen[others[place % len(others)]].append(choice)
                place += 1
        for who, choices in chosen.items():
            if choices:
                self.answers.append(Answer(self.name, who, code, tuple(choices)))
