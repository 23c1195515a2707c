"""What is wrong with a file, a mapping or a row that somebody wants to import, and its sentence."""

from dataclasses import dataclass

from loyaldesk.domain.import_columns import field_words
from loyaldesk.kernel import fmt
from loyaldesk.kernel.errors import ClubError
from loyaldesk.kernel.i18n import tr
from loyaldesk.kernel.persian import isolate


@dataclass(unsafe_hash=True)
class UnreadableFile(ClubError):
    """A file that is no list, or a list that cannot be read without losing something.

    Attributes:
        why: A short code; `unreadable_words` has the sentences.
        line: Line of the file, 0 if the whole file is meant.
        limit: The figure that was passed, where there is one.
        name: Name of the file or of the sheet that was asked for.
    """

    why: str
    line: int = 0
    limit: int = 0
    name: str = ""


@dataclass(unsafe_hash=True)
class BadMapping(ClubError):
    """Columns and fields that cannot be brought together.

    ``why``: ``form``, ``no column``, ``no field``, ``twice``, ``missing``, ``nobody``.
    """

    why: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why one row is not taken, or what should be looked at in it.

    Attributes:
        line: Line of the file.
        field: Name of the field; empty if the whole row is meant.
        why: A short code; `problem_words` has the sentences.
        given: What stands in the file, cut to 80 characters; never a bank card's number.
        limit: A figure the sentence needs.
    """

    line: int
    field: str
    why: str
    given: str = ""
    limit: int = 0


def unreadable_words(error: UnreadableFile) -> str:
    """Return what is wrong with the file, and what to do."""
    sentence = _FILE[error.why]()
    return sentence.format(
        line=fmt.number(error.line), limit=fmt.number(error.limit), name=isolate(error.name)
    )


def mapping_words(error: BadMapping) -> str:
    """Return what is wrong with the mapping of columns to fields."""
    given = field_words(error.given) if error.why in ("twice", "missing") else error.given
    return _MAPPING[error.why]().format(given=isolate(given))


def problem_words(problem: Problem) -> str:
    """Return what is wrong in a row, without its line number."""
    sentence = _ROW[problem.why]()
    return sentence.format(
        field=field_words(problem.field) if problem.field else "",
        given=isolate(problem.given),
        limit=fmt.number(problem.limit),
    )


_FILE = {
    "missing": lambda: tr("The file {name} is not there any more."),
    "folder": lambda: tr("{name} is a folder. Choose a file."),
    "locked": lambda: tr("The file {name} cannot be opened. Close it in Excel and try again."),
    "empty": lambda: tr("The file is empty."),
    "no rows": lambda: tr("The file has headings, but no row under them."),
    "no sheet": lambda: tr("The file has no sheet {name}."),
    "old excel": lambda: tr(
        "This is a file of an old Excel (.xls). Save it in Excel as “Excel workbook (.xlsx)”."
    ),
    "macros": lambda: tr(
        "This file holds macros (.xlsm). Save it in Excel as “Excel workbook (.xlsx)”."
    ),
    "binary excel": lambda: tr(
        "This is a binary Excel file (.xlsb). Save it in Excel as “Excel workbook (.xlsx)”."
    ),
    "password": lambda: tr(
        "This file is protected by a password. Save it in Excel without a password."
    ),
    "web page": lambda: tr(
        "This file is called a table but holds a web page or XML. Open it in Excel and save it as"
        " “Excel workbook (.xlsx)”."
    ),
    "other kind": lambda: tr("This is no table. An Excel file (.xlsx) or a CSV file is needed."),
    "damaged": lambda: tr("The Excel file is damaged. Save it in Excel again."),
    "big": lambda: tr(
        "The file unpacks to more than {limit} MB. Save the list as CSV, or split it."
    ),
    "columns": lambda: tr(
        "A sheet of the file has more than {limit} columns. Delete those that are not needed."
    ),
    "rows": lambda: tr("The file has more than {limit} rows. Split it."),
    "far cells": lambda: tr(
        "The cells of the file lie too far apart: copy the list alone into a new sheet."
    ),
    "entities": lambda: tr(
        "The file contains hidden definitions that no Excel file needs; it is not opened."
    ),
    "quote": lambda: tr(
        "A quotation mark in line {line} is not closed and would swallow the rows after it."
        " Remove it and try again."
    ),
    "long cell": lambda: tr(
        "A cell in line {line} is longer than {limit} characters. Shorten it and try again."
    ),
    "encoding": lambda: tr(
        "The text in line {line} is damaged. Save the file again as “CSV UTF-8” or .xlsx."
    ),
}

_MAPPING = {
    "form": lambda: tr("The mapping {given} is not written as column=field."),
    "no column": lambda: tr("The file has no column {given}."),
    "no field": lambda: tr("There is no field {given} to import."),
    "twice": lambda: tr("The field {given} is mapped to two columns."),
    "missing": lambda: tr("No column is mapped to the field {given}."),
    "nobody": lambda: tr("Map a column to the name, the mobile or the code of the member."),
}

_ROW = {
    "ragged": lambda: tr("The row has another number of cells than the headings."),
    "nobody": lambda: tr("The row has no name, no mobile and no code."),
    "walk-in": lambda: tr("{given} stands for all passing buyers and is not a member."),
    "bank card": lambda: tr(
        "{field}: this is a bank card number. It is neither read nor kept anywhere."
    ),
    "return": lambda: tr("The row is a return ({given}); sales only are imported."),
    "kind": lambda: tr("The kind {given} is not known as a sale."),
    "empty": lambda: tr("{field}: nothing stands here."),
    "unstorable": lambda: tr("{field}: the text holds broken characters."),
    "too long": lambda: tr("{field}: longer than {limit} characters."),
    "not a mobile": lambda: tr("{field}: {given} is not a mobile number."),
    "exponent": lambda: tr(
        "{field}: Excel has shortened the number to {given}. Set the column to text and save the"
        " file again."
    ),
    "digits lost": lambda: tr(
        "{field}: Excel has lost the last digits of {given}. Set the column to text and type it"
        " again."
    ),
    "not a day": lambda: tr("{field}: {given} is not a date."),
    "day order": lambda: tr(
        "{field}: it cannot be told which part of {given} is the year or the month. Choose the"
        " kind of dates."
    ),
    "not a time": lambda: tr("{field}: {given} is not a time of day."),
    "future": lambda: tr("{field}: {given} lies in the future."),
    "too old": lambda: tr("{field}: {given} is too long ago."),
    "past": lambda: tr("{field}: {given} has passed already."),
    "not a number": lambda: tr("{field}: {given} is not a whole number."),
    "fraction": lambda: tr("{field}: {given} has a fraction; whole numbers only."),
    "negative": lambda: tr("{field}: {given} is less than zero."),
    "large": lambda: tr("{field}: {given} is too large."),
    "unknown tier": lambda: tr("{field}: the club has no tier {given}."),
    "not an address": lambda: tr("{field}: {given} is not an e-mail address."),
    "check digit": lambda: tr("{field}: the check digit of {given} is wrong. Please look at it."),
    "digits": lambda: tr("{field}: {given} does not have {limit} digits. Please look at it."),
}
