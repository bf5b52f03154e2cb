"""What is known of files that nobody here has seen: tools, headings, values, scales, words. Recognising is `preparation`.

Every text is compared without case, accents and repeated spaces.
"""

from collections.abc import Iterable
from typing import Literal

from pydantic import Field

from qep_lib.model.base import Declaration, FileStem, Identifier
from qep_lib.model.campaign import ExcludedRows

Role = Literal["overall", "profile", "visit_reason", "waiting", "mode", "note", "comment"]
"""What a question is about when its wording says so; any other is a criterion if it has a scale."""


class Tool(Declaration):
    """A tool and how its exports are told from others: every word of one of its `signatures` stands in the first rows.

    `advice`: what a refused export of it is most often about. `table`: what it writes, where it is always the same.
    `technical`: headings of its own, never read (« _* »: all that start so). `unfinished`: rows that are not whole answers.
    `separators`: what joins several answers in one cell. `option_marks`: a heading « question<open>option<close> » has one
    option of the question.
    """

    name: str
    signatures: tuple[tuple[str, ...], ...] = Field(min_length=1)
    advice: str = ""
    table: Identifier | None = None
    answer_id: tuple[str, ...] = ()
    answered_on: tuple[str, ...] = ()
    technical: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()
    unfinished: tuple[ExcludedRows, ...] = ()


class TableWords(Declaration):
    """How people write the headings and values of a table, beside what `params/sources` already says.

    `stem`: how its sources are named. `titles`: words of a title, a sheet or a file name that point to it. `doubtful`:
    headings that may mean a column, and are asked. `ignored`: headings that hold nothing which the table keeps. `values`:
    column -> stored value -> labels.
    """

    stem: FileStem | None = None
    titles: tuple[str, ...] = ()
    columns: dict[Identifier, tuple[str, ...]] = {}
    doubtful: dict[Identifier, tuple[str, ...]] = {}
    ignored: tuple[str, ...] = ()
    values: dict[Identifier, dict[str, tuple[str, ...]]] = {}


class Degree(Declaration):
    """How strongly an answer says a favourable word: `rank` 2 for « Très », -2 for « Pas du tout »; of an unfavourable word it
    is the other way round. `words` mean the same; « » is the word by itself. `of`: which words it
    goes with; `opposite`: the degree at the other end of the scale.
    """

    id: Identifier
    rank: int = Field(ge=-2, le=2)
    of: Literal["any", "unfavourable"] = "any"
    opposite: Identifier | None = None
    words: tuple[str, ...] = Field(min_length=1)


class KnownLevel(Declaration):
    """One answer of a scale: `rank` above 0 is favourable, 0 in the middle, under 0 unfavourable; `labels`: as it is written.

    `is_between`: in the middle where as many answers stand above it as under it, of that rank elsewhere (« Parfois »).
    """

    id: Identifier
    rank: int = Field(ge=-5, le=5)
    labels: tuple[str, ...] = Field(min_length=1)
    is_between: bool = False


class KnownScale(Declaration):
    """Answers that are used together, the most favourable first.

    `favourable` and `unfavourable`: words that take every degree (« satisfait », « difficile »), by the id of the answer.
    `is_symmetrical`: an answer that nobody gave is still offered when its opposite is. `answers_statement`: what is favourable
    depends on what is said (« Toujours » to « Avez-vous eu des difficultés ? »).
    """

    id: Identifier
    levels: tuple[KnownLevel, ...] = ()
    favourable: dict[Identifier, tuple[str, ...]] = {}
    unfavourable: dict[Identifier, tuple[str, ...]] = {}
    is_symmetrical: bool = False
    answers_statement: bool = False


class SurveyWords(Declaration):
    """Words of questionnaires. `criteria`: id of the question that a national indicator reads -> words of its wording, the
    longest first found; `roles`: the same for what a question is. `options`: role -> id of an answer -> labels.
    """

    roles: dict[Role, tuple[str, ...]] = {}
    criteria: dict[Identifier, tuple[str, ...]] = {}
    options: dict[Role, dict[Identifier, tuple[str, ...]]] = {}
    answer_id: tuple[str, ...] = ()
    answered_on: tuple[str, ...] = ()
    technical: tuple[str, ...] = ()
    unfinished: tuple[ExcludedRows, ...] = ()
    other_companions: tuple[str, ...] = ()
    disability: tuple[str, ...] = ()


class CommonWords(Declaration):
    """Words of any file. `personal`: headings whose column names a person or how to reach one; `ticked` and `unticked`:
    what stands in a box; `not_applicable`: answers out of the base; `not_asked`: no answer at all; `fictitious`: words of
    a title that say that all is invented; `generic`: headings that say nothing, what they hold is in the title above;
    `strongest`: what the strongest answers of a scale begin with, of either end; `middle`: its middle, whatever it judges;
    `lead_in`: what an answer may begin with and says nothing (« Je suis »); `adverse`: words of a statement that nobody is
    glad to agree with (« difficultés »); `off_scale`: numbers that stand for no answer beside a note; `archives`:
    words of the name of a sheet that keeps what is over; `withdrawn`: what a register says of a request that its author has
    left or taken back; `linking`: what stands between the words of a heading that names a
    person.
    """

    personal: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    unticked: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    not_asked: tuple[str, ...] = ()
    fictitious: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    strongest: tuple[str, ...] = ()
    middle: tuple[str, ...] = ()
    lead_in: tuple[str, ...] = ()
    adverse: tuple[str, ...] = ()
    off_scale: tuple[str, ...] = ()
    archives: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    linking: tuple[str, ...] = ()


class RecognitionFile(Declaration):
    """One file of `params/recognition/`; what several say is put together."""

    id: FileStem
    tools: tuple[Tool, ...] = ()
    tables: dict[Identifier, TableWords] = {}
    degrees: tuple[Degree, ...] = ()
    scales: tuple[KnownScale, ...] = ()
    survey: SurveyWords = SurveyWords()
    words: CommonWords = CommonWords()


class Recognition(Declaration):
    """All the files together, in the order of their names."""

    tools: tuple[Tool, ...] = ()
    tables: dict[Identifier, tuple[TableWords, ...]] = {}
    degrees: tuple[Degree, ...] = ()
    scales: tuple[KnownScale, ...] = ()
    surveys: tuple[SurveyWords, ...] = ()
    words: tuple[CommonWords, ...] = ()

    @classmethod
    def of(cls, files: Iterable[RecognitionFile]) -> "Recognition":
        """What those files say."""
        files = sorted(files, key=lambda file: file.id)
        tables: dict[str, tuple[TableWords, ...]] = {}
        for file in files:
            for name, words in file.tables.items():
                tables[name] = (*tables.get(name, ()), words)
        return cls(
            tools=tuple(tool for file in files for tool in file.tools),
            tables=tables,
            degrees=tuple(degree for file in files for degree in file.degrees),
            scales=tuple(scale for file in files for scale in file.scales),
            surveys=tuple(file.survey for file in files),
            words=tuple(file.words for file in files),
        )
