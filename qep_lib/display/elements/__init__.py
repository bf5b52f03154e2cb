"""What a notebook cell displays: small immutable values, one module a kind, with all its forms.

Elements are the only way to show data. Every string is plain text: it is escaped by whoever lays it out.
"""

from qep_lib.display.elements.absent import AbsenceReason, Absent, Landmarks
from qep_lib.display.elements.annexes import Annexes
from qep_lib.display.elements.base import ELEMENT_MIME, ELEMENT_VERSION, Element, element_from_json, plain_text
from qep_lib.display.elements.comment import Comment
from qep_lib.display.elements.comments import Comments
from qep_lib.display.elements.figure import Figure
from qep_lib.display.elements.gallery import Gallery
from qep_lib.display.elements.header import Header, Letterhead, QrCode
from qep_lib.display.elements.image import Image
from qep_lib.display.elements.key_figures import KeyFigure, KeyFigures
from qep_lib.display.elements.method import Explained, Method
from qep_lib.display.elements.note import Note
from qep_lib.display.elements.table import Cell, RatingMark, Table, TableColumn, TableForm
from qep_lib.display.elements.text import Text
from qep_lib.display.kinds import ELEMENT_KINDS

__all__ = [
    "AbsenceReason",
    "Absent",
    "Annexes",
    "Cell",
    "Comment",
    "Comments",
    "ELEMENT_KINDS",
    "ELEMENT_MIME",
    "ELEMENT_VERSION",
    "Element",
    "Explained",
    "Figure",
    "Gallery",
    "Header",
    "Image",
    "KeyFigure",
    "KeyFigures",
    "Landmarks",
    "Letterhead",
    "Method",
    "Note",
    "QrCode",
    "RatingMark",
    "Table",
    "TableColumn",
    "TableForm",
    "Text",
    "element_from_json",
    "plain_text",
]
