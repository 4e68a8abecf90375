"""A plain reader of WordPress exports for the checks here: independent of the importer that is checked.

Loose about namespaces (real files declare other addresses), drops characters that XML forbids, keeps everything in memory.
"""

import re
import urllib.parse
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Term:
    taxonomy: str
    slug: str
    id: int = 0
    parent: str = ""


@dataclass
class Item:
    id: int
    type: str
    status: str
    slug: str
    link: str
    date: str
    password: str
    parent: int
    creator: str
    terms: list
    comments: int
    old_slugs: list
    title: str


@dataclass
class Export:
    folder: str
    host: str
    items: list
    terms: dict = field(default_factory=dict)
    authors: dict = field(default_factory=dict)

    def published(self, *types):
        return [i for i in self.items if i.status == "publish" and i.type in types]


def local(tag):
    return tag.rsplit("}", 1)[-1]


def text(element, name):
    for child in element:
        if local(child.tag) == name:
            return (child.text or "").strip()
    return ""


def read(path):
    raw = open(path, "rb").read().decode("utf-8", "replace").lstrip("\ufeff")
    raw = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f]", "", raw)
    channel = next(e for e in ElementTree.fromstring(raw) if local(e.tag) == "channel")
    home = urllib.parse.urlsplit(text(channel, "base_blog_url") or text(channel, "link"))
    export = Export(folder=home.path.rstrip("/"), host=home.netloc, items=[])
    for element in channel:
        kind = local(element.tag)
        if kind == "author":
            export.authors[text(element, "author_login")] = number(text(element, "author_id"))
        elif kind == "category" and text(element, "category_nicename"):
            add_term(export, Term("category", text(element, "category_nicename"), number(text(element, "term_id")), text(element, "category_parent")))
        elif kind == "tag":
            add_term(export, Term("post_tag", text(element, "tag_slug"), number(text(element, "term_id"))))
        elif kind == "item":
            export.items.append(item(element))
    for it in export.items:
        export.authors.setdefault(it.creator, 0)
        for taxonomy, slug in it.terms:
            if (taxonomy, slug) not in export.terms:
                add_term(export, Term(taxonomy, slug))
    export.authors.pop("", None)
    return export


def add_term(export, term):
    export.terms[(term.taxonomy, term.slug)] = term


def number(digits):
    return int(digits) if digits.isdigit() else 0


def item(element):
    metas = [m for m in element if local(m.tag) == "postmeta"]
    return Item(
        id=number(text(element, "post_id")),
        type=text(element, "post_type") or "post",
        status=text(element, "status"),
        slug=text(element, "post_name"),
        link=text(element, "link"),
        date=text(element, "post_date"),
        password=text(element, "post_password"),
        parent=number(text(element, "post_parent")),
        creator=text(element, "creator"),
        terms=[(c.get("domain", "category"), c.get("nicename", "")) for c in element if local(c.tag) == "category" and c.get("nicename")],
        comments=sum(local(c.tag) == "comment" for c in element),
        old_slugs=[text(m, "meta_value") for m in metas if text(m, "meta_key") == "_wp_old_slug"],
        title=text(element, "title"),
    )


def category_path(export, slug):
    """`parent/child` of a section, as WordPress writes its address."""
    path, seen = [], set()
    while slug and slug not in seen:
        seen.add(slug)
        path.insert(0, slug)
        term = export.terms.get(("category", slug))
        slug = term.parent if term else ""
    return "/".join(path)


def contradicts_itself(export, item):
    """Whether an item's link is not where its own date or parent would put it: files edited by hand have such items."""
    path = urllib.parse.urlsplit(item.link).path
    segment = path.rstrip("/").rsplit("/", 1)[-1]
    if segment and "?" not in item.link and urllib.parse.unquote(segment) not in (urllib.parse.unquote(item.slug), str(item.id)):
        return True
    dated = re.search(r"/(\d{4})/(\d\d)/(\d\d)/", path)
    if item.type == "post":
        return bool(dated) and "-".join(dated.groups()) != item.date[:10]
    parent = next((i for i in export.items if i.id == item.parent and i.type == "page"), None)
    return item.type == "page" and ("//" in path or parent is not None and f"/{parent.slug.lower()}/" not in path.lower())


def posts_of(export, taxonomy):
    """How many published posts carry each term of a taxonomy."""
    return Counter(slug for i in export.published("post") for t, slug in i.terms if t == taxonomy)
