"""The articles of an archive as text, and what is asked about them."""

import html
import random
import re
import sqlite3
import sys
import time
from collections import Counter
from dataclasses import dataclass

WORD = re.compile(r"[\u0621-\u064a]{3,}")
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Question:
    text: str
    is_phrase: bool = False
    year: int = 0
    section: int = 0


def write_articles(archive, path):
    """Writes what readers may find, an article a line: number, date, year, section, headline, text. Returns how many, and the bytes of their text."""
    database = sqlite3.connect(f"file:{archive / 'archive.db'}?mode=ro", uri=True)
    rows = database.execute(
        "select article_id, visible_from, coalesce(section_id, 0), headline, kicker, standfirst, body from public_article where kind in (0, 1) order by article_id"
    )
    count = size = 0
    with open(path, "w", encoding="utf-8") as out:
        for number, at, section, headline, kicker, standfirst, body in rows:
            text = " ".join(html.unescape(TAG.sub(" ", " ".join((kicker, standfirst, body)))).split()).replace("\\", " ")
            headline = " ".join(headline.split()).replace("\\", " ")
            moment = time.gmtime(at / 1000)
            out.write(f"{number}\t{time.strftime('%Y-%m-%d', moment)}\t{moment.tm_year}\t{section}\t{headline}\t{text}\n")
            count += 1
            size += len(headline.encode()) + len(text.encode())
    database.close()
    return count, size


def kinds(path, articles, wanted):
    """What is asked, by kind: {label: [Question]}. The same articles give the same questions."""
    chance = random.Random(1258)
    picked = set(chance.sample(range(articles), min(articles, 4_000)))
    texts, seen = [], Counter()
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number in picked:
                _, _, year, section, headline, text = line.rstrip("\n").split("\t")
                texts.append((int(year), int(section), headline, text))
                seen.update(set(WORD.findall(text)))
    chance.shuffle(texts)

    def neighbours(count, gap=r"[ ]"):
        """Words that stand beside each other in some article, in an article that nobody asked about."""
        pattern = re.compile(gap.join([f"(?<![\\w])({WORD.pattern})(?![\\w])"] * count))
        while texts_left:
            year, section, _, text = texts_left.pop()
            places = list(pattern.finditer(text))
            if places:
                return year, section, " ".join(chance.choice(places).groups())
        sys.exit("too few articles for so many questions")

    def some(count, make):
        found = {}
        for _ in range(count * 20):
            if len(found) >= count:
                break
            if not texts_left:
                texts_left.extend(texts)
            question = make()
            found[question] = None
        return list(found)

    texts_left = []
    plain = lambda count: lambda: Question(neighbours(count)[2])
    common = [word for word, _ in seen.most_common(60)]
    pairs = [f"{a} {b}" for a, b in zip(common[0::2], common[1::2])]

    def in_year():
        year, _, text = neighbours(2)
        return Question(text, year=year)

    def in_section():
        _, section, text = neighbours(1)
        return Question(text, section=section)

    asked = {
        "1 word": some(wanted, plain(1)),
        "2 words": some(wanted, plain(2)),
        "3 words": some(wanted, plain(3)),
        "commonest words": [Question(text) for text in common[:30]],
        "commonest pairs": [Question(text) for text in pairs],
        "phrase of 2": some(wanted, lambda: Question(neighbours(2)[2], is_phrase=True)),
        "phrase of 3": some(wanted, lambda: Question(neighbours(3)[2], is_phrase=True)),
        "2 words, a year": some(wanted, in_year),
        "1 word, a section": [q for q in some(wanted, in_section) if q.section],
    }
    headlines = [WORD.findall(headline) for *_, headline, _ in texts]
    words = sorted({word for headline in headlines for word in headline if len(word) >= 6})
    chance.shuffle(words)
    prefixes = {f"suggest, {length} letters": [Question(prefix) for prefix in dict.fromkeys(word[:length] for word in words)][:wanted] for length in range(2, 7)}
    return asked, prefixes
