"""The codes of problems: what is wrong, what to do; one severity each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reportgen.code import Code
from reportgen.code import error as _error
from reportgen.code import warning as _warning
from reportgen.language import N_
from reportgen.mail_codes import MAIL_CODES

CODES: Final[Mapping[str, Code]] = MappingProxyType(
    {
        # files and sheets
        "unreadable-workbook": _error(
            N_("The workbook cannot be read: {reason}."),
            "{remedy}",  # each cause has its own
        ),
        "unrecognised-form": _error(
            N_("The sheet looks like part of an evaluation, but its header row was not found."),
            N_("Compare it with a sheet that is read, and restore the header row."),
        ),
        "unknown-sheet": _warning(
            N_("The sheet fits no kind of input and was not read."),
            N_("If it holds ratings, marks or votes, restore its header row; otherwise nothing needs doing."),
        ),
        "not-ratings": _warning(
            N_("The sheet lists competencies, assignments or conversions, but no ratings, marks or votes."),
            N_("Nothing was read from it. If it holds answers, add a header row as in the other workbooks."),
        ),
        "ambiguous-sheet": _error(
            N_("The sheet can be read in two ways: {one}; or {other}. Nothing was read from it."),
            N_(
                "Make clear which is meant: write 评估人 over raters and 被评估人 over the people rated; keep one column of ratings."
            ),
        ),
        "other-scale": _error(
            N_("“{value}”: the table is rated on another scale than ours ({scale}); nothing of it was used."),
            N_("Have it rated anew on our scale. Ratings of another scale cannot be converted."),
        ),
        "unaccounted-cells": _error(
            N_(
                "Answers on the sheet were neither used nor left out for a stated reason ({cells}); nothing of it was used."
            ),
            N_(
                "See whether a header or a name is missing at these cells; if none is, pass this message on with the workbook."
            ),
        ),
        "unsupported-file": _warning(
            N_("This kind of file is not read."),
            N_("If it holds data, save it as an Excel workbook (.xlsx); otherwise nothing needs doing."),
        ),
        "own-output": _warning(
            N_("This was made by reportgen itself; it is no input, and nothing was read from it."),
            N_("Take it out of the folder. To compare with an earlier cycle, name it under [cycle] previous."),
        ),
        "duplicate-file": _warning(
            N_("The file is the same, byte for byte, as {other}, and was not read again."),
            N_("Delete one of the two."),
        ),
        "hidden-data": _warning(
            N_("Hidden rows, columns or sheets hold data ({what}); it was read like the rest."),
            N_("Unhide them and check that the data is meant to count."),
        ),
        "external-links": _warning(
            N_("The workbook refers to other workbooks ({targets}); the values stored in it were used."),
            N_("Open it in Excel, update the links, and save it, if they may be out of date."),
        ),
        "covered-cells": _error(
            N_("Merged areas cover values that are not shown ({cells}); they were not used."),
            N_("Unmerge the cells if these values are meant to count."),
        ),
        # cells of any kind
        "no-cached-value": _error(
            N_("The cell holds a formula that was never calculated."),
            N_("Open the workbook in Excel, save it, and run once more."),
        ),
        "error-cell": _error(
            N_("The cell shows the error {value}."),
            N_("Correct the formula, or type the value itself."),
        ),
        "unreadable-date": _warning(
            N_("“{value}” was not understood as a date and was not used."),
            N_("Write it like 2026-10-15."),
        ),
        # ratings
        "two-ticks": _error(
            N_("{competency} has more than one tick ({cells}); the rating was left out."),
            N_("Ask the rater which one is meant, and keep that one alone."),
        ),
        "rating-out-of-range": _error(
            N_("{value} is not on the scale ({scale}); the rating was left out."),
            N_("Ask the rater which rating was meant."),
        ),
        "unreadable-rating": _error(
            N_("“{value}” was not understood as a rating; it was left out."),
            N_("Enter a whole number of the scale ({scale}), or in a table of ticks one tick per row."),
        ),
        "no-tick": _warning(
            N_("No rating for: {competencies}."),
            N_("Overlooked? Ask the rater to add it; until then it counts as not rated."),
        ),
        "duplicate-rating": _warning(
            N_("The same rating by the same rater stands also at {other}; it was counted once."),
            N_("Delete one of the two."),
        ),
        "conflicting-rating": _error(
            N_(
                "The same rater gave this person different ratings of {competency}: {value} here, {others}; none was used."
            ),
            N_("Ask the rater which one holds and delete the others."),
        ),
        "blank-rater": _warning(
            N_("The rater is not named; the ratings were counted."),
            N_("Enter the rater, so that a rating handed in twice can be noticed."),
        ),
        "person-from-name": _warning(
            N_("The person is not written; {name} ({id}) was taken from the name of the sheet or file."),
            N_("If that is wrong, write the id of the person into the sheet."),
        ),
        "rater-from-name": _warning(
            N_("The rater or the relation is not written; it was taken from the name of the sheet or file: {what}."),
            N_("If that is wrong, write rater and relation into the sheet."),
        ),
        "self-rating": _warning(
            N_("The rater {value} is the person rated; the ratings were taken as a self-rating."),
            N_("Correct the rater, if somebody else rated; a self-rating does not enter the score."),
        ),
        "relation-from-roster": _warning(
            N_("The relation is not written; {value} is this person's superior in the roster, and was taken as that."),
            N_("Write the relation."),
        ),
        "unknown-relation": _error(
            N_("“{value}” is not a known relation of rater and person; the ratings were left out."),
            N_(
                "Write one of: {relations}. A word of your own is made known under [relations] in reportgen.toml (docs/workbooks.md)."
            ),
        ),
        # who is meant
        "unknown-person": _error(
            N_("“{value}” is not in the roster; what was entered for it was left out."),
            N_("Correct the id or the name, or add the person to the roster.{hint}"),
        ),
        "ambiguous-name": _error(
            N_("Several people of the roster are called {value} ({ids}); what was entered here was left out."),
            N_("Enter the id."),
        ),
        "name-mismatch": _error(
            N_("The name {value} does not belong to the id {id}, which is {name} in the roster; it was left out."),
            N_("Correct the name or the id."),
        ),
        "id-as-number": _warning(
            N_("The id stands here as the number {value}; it was taken as {id}."),
            N_("Format the cell as text and write the id with its zeros."),
        ),
        "name-only": _warning(
            N_("Only the name {value} is given; it was taken as {id}, the only one of that name."),
            N_("Enter the id."),
        ),
        "duplicate-person": _error(
            N_("The id {value} stands twice in the roster with different entries; the first one ({other}) holds."),
            N_("Keep one line per person."),
        ),
        "missing-id": _error(
            N_("The line has no id and was left out."),
            N_("Enter the id."),
        ),
        "missing-name": _warning(
            N_("The person has no name; the report shows the id instead."),
            N_("Enter the name."),
        ),
        "unknown-grade": _error(
            N_("“{value}” is not a grade; {consequence}."),
            N_("Write one of: {grades}."),
        ),
        "level-mismatch": _warning(
            N_("The form says {value}, the roster {grade}; the roster holds."),
            N_("Correct whichever is wrong."),
        ),
        # mail
        **MAIL_CODES,
        # words
        "unknown-competency": _error(
            N_("“{value}” is not a competency of the model; what was entered for it was left out."),
            N_("Correct the name.{hint}"),
        ),
        "unknown-subject": _error(
            N_("“{value}” is not an exam subject of {of}; what was entered for it was left out."),
            N_("Correct the name.{hint}"),
        ),
        # exams
        "mark-out-of-range": _error(
            N_("“{value}” is not a mark from {low} to {high}; it was left out."),
            N_("Correct the mark, or write 缺考 if the exam was not taken."),
        ),
        "weight-out-of-range": _error(
            N_("“{value}” is not a weight (0 or more); it was left out."),
            N_("Correct the weight."),
        ),
        "exam-incomplete": _warning(
            N_("{competency}: no mark for {subjects}, so there is no exam score."),
            N_("Enter the mark when the exam has been taken."),
        ),
        "duplicate-value": _warning(
            N_("The same value stands also at {other}; it was counted once."),
            N_("Delete one of the two."),
        ),
        "conflicting-value": _error(
            N_("Different values for the same thing: “{value}” here, {others}; none was used."),
            N_("Find out which one holds and delete the others."),
        ),
        # levels
        "vote-out-of-range": _error(
            N_("“{value}” is not a level; the vote was left out."),
            N_("Write one of: {levels}."),
        ),
        "level-out-of-range": _error(
            N_("“{value}” is not a level; {consequence}."),
            N_("Write one of: {levels}."),
        ),
        "unreadable-adoption": _error(
            N_("“{value}” is not {what}; {consequence}."),
            N_("Correct the cell, or take a fresh copy of the workbook from the folder recalibration of the reports."),
        ),
        "few-raters": _warning(
            N_(
                "{person}: {n} scores and means are not shown in the reports, as too few people (fewer than {minimum}, besides the person and the superior) are behind them, or such a score would follow: {names}."
            ),
            N_(
                "Have more people rate. The scores count all the same; the administrator finds them in data/scores.csv."
            ),
        ),
        "answers-kept": _warning(
            N_(
                "{person}: since the reports were last made, answers of {n} raters came or changed; so few could be worked out by comparing. The reports keep what they said: {names}."
            ),
            N_(
                "Wait for more answers. If none will come (a mistake was corrected, say), or to show the new values now: make reports REISSUE={id}"
            ),
        ),
        "few-votes": _warning(
            N_("{competency}: only {n} votes."),
            N_("Have at least {least} experts vote before the level is changed."),
        ),
        "grades-out-of-order": _warning(
            N_("{competency}: {lower} would require {lower_level}, the higher grade {higher} only {higher_level}."),
            N_("Look at the votes of the two grades together before the levels are changed."),
        ),
        "large-change": _warning(
            N_("{competency}: the votes change the required level by {n} levels at once, from {before} to {after}."),
            N_(
                "Look at the votes with the experts before the level is adopted; a smaller step can be adopted with --except."
            ),
        ),
        "recalibrated-too-soon": _warning(
            N_("The last recalibration of {grade}, in force from {date}, is less than {months} months old."),
            N_("Levels should stand for at least one business year. To adopt all the same, say why: --anyway REASON."),
        ),
        "adopted-not-in-force": _warning(
            N_("The levels adopted in cycle {cycle}, in force from {date}, are not among the workbooks."),
            N_(
                "Put the standards workbook of that adoption into the input folder; until then the levels before it hold."
            ),
        ),
        "adopted-level-differs": _warning(
            N_("{grade}, {competency}: this workbook requires {found}, but adoption {number} was of {level}."),
            N_(
                "Somebody changed the level after it was adopted, and the changed one holds. Put the original workbook back; levels are changed by another adoption only."
            ),
        ),
        "requirement-changed": _warning(
            N_("{person}: {n} ratings were given against another required level than the one in force: {changes}."),
            N_(
                "Have them given anew against the level in force. Until then they count as they are, and the report says so."
            ),
        ),
        "stored-result-differs": _warning(
            N_("{what} is {value} in the workbook; computed from its entries it is {computed}."),
            N_("The computed value is used; correct the workbook."),
        ),
        # time
        "other-cycle": _error(
            N_("The date {value} lies outside the cycle {cycle} ({start} to {end}); it was left out."),
            N_(
                "Correct the date, or take the file out of the folder; if many are outside, look at [cycle] in reportgen.toml."
            ),
        ),
        "mixed-dates": _warning(
            N_("The date {value} is more than {months} months before the newest one, {newest}."),
            N_("Check that the form belongs to this cycle; set [cycle] in reportgen.toml to leave others out."),
        ),
        # reports
        "missing-glyph": _warning(
            N_("No installed font has the character {value}; reports show {code} in its place."),
            N_("Install a font that has it."),
        ),
        "unprintable-name": _error(
            N_(
                "The name {name} has a character that cannot be printed: {character}; the report shows {code} in its place."
            ),
            N_("Correct the name, or install a font that has this character."),
        ),
        "long-text": _warning(
            N_("“{value}” takes more than {limit} characters; reports show only its beginning."),
            N_("Shorten it if all of it should stand there; the tables in data/ keep the whole text."),
        ),
        "report-failed": _error(
            N_("The report of {value} could not be made: {reason}."),
            N_("The other reports are complete. Please pass this message on."),
        ),
    }
)
