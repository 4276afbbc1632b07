"""The record: newspapers, issues, pages, articles, and the texts that they were read from."""

from archive.models.address import Address
from archive.models.archive import Archive
from archive.models.article import Article, ArticlePart, Byline, Photo, Teaser, Visibility
from archive.models.change import Change, Tombstone
from archive.models.changeset import ArticleVersion, ChangeSet
from archive.models.image import PageImage
from archive.models.issue import Basis, Issue, Page
from archive.models.login import FailedLogin
from archive.models.newspaper import Newspaper
from archive.models.operation import Operation
from archive.models.reading import Reading
from archive.models.record_version import RecordVersion
from archive.models.redaction import Masked, Redaction
from archive.models.source import SourceText
from archive.models.suspension import Suspension

__all__ = [
    "Address",
    "Archive",
    "Article",
    "ArticlePart",
    "ArticleVersion",
    "Basis",
    "Byline",
    "Change",
    "ChangeSet",
    "FailedLogin",
    "Issue",
    "Masked",
    "Newspaper",
    "Operation",
    "Page",
    "PageImage",
    "Photo",
    "Reading",
    "RecordVersion",
    "Redaction",
    "SourceText",
    "Suspension",
    "Teaser",
    "Tombstone",
    "Visibility",
]
