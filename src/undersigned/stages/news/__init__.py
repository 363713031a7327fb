"""News: leads write and publish it, and have it mailed to those signatories who asked for it."""

from undersigned.stages.news.mailing import (
    NobodyAsked,
    TooSoon,
    mail_news,
    owe_news,
    resume_mailing,
    stop_mailing,
)
from undersigned.stages.news.wish import wish_for_news
from undersigned.stages.news.write import (
    NewsChanged,
    NewsInput,
    NewsRefused,
    NotNow,
    delete_news,
    find_news,
    publish_news,
    save_news,
    write_news,
)

__all__ = [
    "NewsChanged",
    "NewsInput",
    "NewsRefused",
    "NobodyAsked",
    "NotNow",
    "TooSoon",
    "delete_news",
    "find_news",
    "mail_news",
    "owe_news",
    "publish_news",
    "resume_mailing",
    "save_news",
    "stop_mailing",
    "wish_for_news",
    "write_news",
]
