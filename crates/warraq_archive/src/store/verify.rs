//! Questions whose answer must be nothing.

use jiff::tz::TimeZone;

use super::StoreError;
use super::db::{Conn, params};
use crate::model::{MediaFile, MediaId, Timestamp};

/// A rule about rows.
#[derive(Debug)]
pub(crate) struct Check {
    /// What is looked at, in the plural.
    pub(crate) what: &'static str,
    /// How many there are.
    count: &'static str,
    /// Numbers of those that break the rule.
    faults: &'static str,
    /// What is wrong with them and what to do; `{}` stands for the number.
    sentence: &'static str,
}

/// Every rule about references.
pub(crate) const CHECKS: &[Check] = &[
    Check {
        what: "publications",
        count: "select count(*) from publication",
        faults: "select p.article_id from publication p \
            left join public_article a on a.article_id = p.article_id \
            left join withdrawal w on w.article_id = p.article_id \
            where a.article_id is null and w.article_id is null",
        sentence: "article {} is published and not before readers; import it again",
    },
    Check {
        what: "public articles",
        count: "select count(*) from public_article",
        faults: "select a.article_id from public_article a \
            left join publication p on p.article_id = a.article_id \
            left join withdrawal w on w.article_id = a.article_id \
            left join article x on x.id = a.article_id and x.standing = 2 \
            where p.article_id is null or w.article_id is not null or x.id is null",
        sentence: "article {} is before readers and not published; take it down and tell us",
    },
    Check {
        what: "sections of articles",
        count: "select count(*) from article_section",
        faults: "select x.article_id from article_section x \
            left join section s on s.id = x.section_id \
            left join article a on a.id = x.article_id where s.id is null or a.id is null",
        sentence: "article {} stands in a section that does not exist; import it again",
    },
    Check {
        what: "tags of articles",
        count: "select count(*) from article_tag",
        faults: "select x.article_id from article_tag x left join tag t on t.id = x.tag_id \
            left join article a on a.id = x.article_id where t.id is null or a.id is null",
        sentence: "article {} has a tag that does not exist; import it again",
    },
    Check {
        what: "bylines",
        count: "select count(*) from byline",
        faults: "select x.article_id from byline x left join person p on p.id = x.person_id \
            left join article a on a.id = x.article_id where p.id is null or a.id is null",
        sentence: "article {} has an author who does not exist; import it again",
    },
    Check {
        what: "lead pictures",
        count: "select count(*) from public_article where lead_media_id is not null",
        faults: "select a.article_id from public_article a \
            left join media m on m.id = a.lead_media_id \
            where a.lead_media_id is not null and m.id is null",
        sentence: "article {} has a lead picture that does not exist; import it again",
    },
    Check {
        what: "uses of pictures",
        count: "select count(*) from media where uses > 0",
        faults: "select m.id from media m where m.uses <> (select count(*) from article_media x \
            where x.media_id = m.id)",
        sentence: "picture {} tells a wrong number of articles that show it; import it again",
    },
    Check {
        what: "pictures of articles",
        count: "select count(*) from article_media",
        faults: "select x.article_id from article_media x left join media m on m.id = x.media_id \
            left join article a on a.id = x.article_id where m.id is null or a.id is null",
        sentence: "article {} shows a picture that does not exist; save it again",
    },
    Check {
        what: "pictures before readers",
        count: "select count(*) from public_media",
        faults: "select p.media_id from public_media p left join media m on m.id = p.media_id \
            left join public_article a on a.article_id = p.article_id \
            where m.id is null or a.article_id is null",
        sentence: "picture {} is shown to readers by no article; take it down and tell us",
    },
    Check {
        what: "comments",
        count: "select count(*) from comment",
        faults: "select c.id from comment c left join article a on a.id = c.article_id \
            left join comment p on p.id = c.parent_id where a.id is null \
            or (c.parent_id is not null and (p.id is null or p.article_id <> c.article_id))",
        sentence: "comment {} stands under something that does not exist; import it again",
    },
    Check {
        what: "comment counts",
        count: "select count(*) from public_article where comments > 0",
        faults: "select a.article_id from public_article a where a.comments <> (select count(*) \
            from comment c where c.article_id = a.article_id and c.standing = 1 and c.kind < 2)",
        sentence: "article {} tells a wrong number of comments; import it again",
    },
    Check {
        what: "corrections",
        count: "select count(*) from correction where taken_back_at is null",
        faults: "select c.article_id from correction c \
            join public_article a on a.article_id = c.article_id \
            left join public_correction p on p.article_id = c.article_id and p.at = c.at \
            and p.correction_id = c.id and p.text = c.text \
            where c.taken_back_at is null and p.correction_id is null",
        sentence: "article {} hides a correction from readers; import it again",
    },
    Check {
        what: "public corrections",
        count: "select count(*) from public_correction",
        faults: "select p.article_id from public_correction p \
            left join public_article a on a.article_id = p.article_id \
            left join correction c on c.id = p.correction_id and c.taken_back_at is null \
            where a.article_id is null or c.id is null",
        sentence: "article {} shows a correction that nobody made; take it down and tell us",
    },
    Check {
        what: "addresses",
        count: "select count(*) from path",
        faults: "select p.target from path p left join article a on a.id = p.target \
            where p.kind = 1 and a.id is null",
        sentence: "an address leads to article {}, which does not exist; import it again",
    },
    Check {
        what: "articles without an address",
        count: "select count(*) from public_article",
        faults: "select a.article_id from public_article a where not exists \
            (select 1 from path p where p.kind = 1 and p.target = a.article_id \
            and p.moved_to is null)",
        sentence: "article {} answers at no address; import it again",
    },
    Check {
        what: "lists",
        count: "select count(*) from listing",
        faults: "select l.article_id from listing l \
            left join public_article a on a.article_id = l.article_id and a.visible_from = l.at \
            where a.article_id is null",
        sentence: "article {} stands in a list and is not before readers; import it again",
    },
    Check {
        what: "articles in no list",
        count: "select count(*) from public_article where kind = 0",
        faults: "select a.article_id from public_article a \
            left join listing l on l.kind = 0 and l.target = 0 and l.at = a.visible_from \
            and l.article_id = a.article_id where a.kind = 0 and l.article_id is null",
        sentence: "article {} is in no list; import it again",
    },
    Check {
        what: "imported items",
        count: "select count(*) from import_item",
        faults: "select i.target from import_item i left join article a on a.id = i.target \
            where i.kind = 1 and a.id is null",
        sentence: "article {} was imported and is not there; import it again",
    },
    Check {
        what: "imported pictures",
        count: "select count(*) from import_item where kind = 2",
        faults: "select i.target from import_item i left join media m on m.id = i.target \
            where i.kind = 2 and m.id is null",
        sentence: "picture {} was imported and is not there; import it again",
    },
];

/// Counts the rows of a check and finds those that break it.
pub(crate) fn run(conn: &mut Conn, check: &Check) -> Result<(usize, Vec<String>), StoreError> {
    let rows = conn
        .first(check.count, params![], |row| row.count(0))?
        .unwrap_or(0);
    let faults = conn.query(check.faults, params![], |row| row.int(0))?;
    let tell = |id: i64| check.sentence.replace("{}", &id.to_string());
    Ok((rows, faults.into_iter().map(tell).collect()))
}

/// What the database says of its own pages. PostgreSQL checks them as it reads.
pub(crate) fn integrity(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    if !conn.is_sqlite() {
        return Ok(Vec::new());
    }
    let lines = conn.query("pragma quick_check", params![], |row| row.text(0))?;
    Ok(lines
        .into_iter()
        .filter(|line| line != "ok")
        .map(|line| format!("archive.db is damaged ({line}); restore a backup"))
        .collect())
}

/// Every revision against the hash that was written with it.
pub(crate) fn bodies(conn: &mut Conn) -> Result<(usize, Vec<String>), StoreError> {
    const SQL: &str = "select id, article_id, body_source, body_hash from revision \
        where id > $1 order by id limit 500";
    let mut last = 0;
    let mut rows = 0;
    let mut faults = Vec::new();
    loop {
        let batch = conn.query(SQL, params![last], |row| {
            let sound = row.optional_blob(3)?.as_deref()
                == Some(blake3::hash(row.text(2)?.as_bytes()).as_bytes().as_slice());
            Ok((row.int(0)?, row.int(1)?, sound))
        })?;
        let Some((newest, ..)) = batch.last() else {
            return Ok((rows, faults));
        };
        last = *newest;
        rows += batch.len();
        for (id, article, _) in batch.iter().filter(|(_, _, sound)| !sound) {
            faults.push(format!(
                "the text of revision {id} (article {article}) is not what was stored; \
                 restore a backup"
            ));
        }
    }
}

/// Counts of months against the lists that they count.
pub(crate) fn months(conn: &mut Conn, zone: &TimeZone) -> Result<(usize, Vec<String>), StoreError> {
    const COUNTS: &str = "select kind, target, month, articles from listing_month \
        where articles <> 0 order by kind, target, month";
    const ROWS: &str = "select kind, target, at, article_id from listing \
        where kind > $1 or (kind = $1 and (target > $2 or (target = $2 and \
        (at > $3 or (at = $3 and article_id > $4))))) \
        order by kind, target, at, article_id limit 20000";
    let kept = conn.query(COUNTS, params![], |row| {
        Ok(((row.int(0)?, row.int(1)?, row.int(2)?), row.int(3)?))
    })?;
    let kept: std::collections::BTreeMap<_, _> = kept.into_iter().collect();
    let mut counted = std::collections::BTreeMap::new();
    let mut last = (-1, 0, 0, 0);
    loop {
        let batch = conn.query(ROWS, params![last.0, last.1, last.2, last.3], |row| {
            Ok((row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?))
        })?;
        let Some(newest) = batch.last() else { break };
        last = *newest;
        for (kind, target, at, _) in batch {
            let month = Timestamp::from_millis(at).month_in(zone).ordinal();
            *counted.entry((kind, target, month)).or_insert(0) += 1;
        }
    }
    let mut faults = Vec::new();
    for key in kept.keys().chain(counted.keys()) {
        let (told, real) = (kept.get(key).unwrap_or(&0), counted.get(key).unwrap_or(&0));
        if told != real {
            let fault = format!(
                "list {}/{} tells {told} articles for month {} and holds {real}; import again",
                key.0, key.1, key.2
            );
            if !faults.contains(&fault) {
                faults.push(fault);
            }
        }
    }
    Ok((kept.len(), faults))
}

/// Every media file that the archive says it holds.
pub(crate) fn files(conn: &mut Conn) -> Result<Vec<MediaFile>, StoreError> {
    const SQL: &str = "select min(id), sha256, min(mime), min(bytes) from media \
        where sha256 is not null group by sha256 order by 1";
    let files = conn.query(SQL, params![], |row| {
        let Some(sha256) = row.optional_blob(1)?.and_then(|hash| hash.try_into().ok()) else {
            return Ok(None);
        };
        Ok(Some(MediaFile {
            id: MediaId(row.int(0)?),
            sha256,
            mime: row.text(2)?,
            dimensions: None,
            bytes: row.int(3)?.unsigned_abs(),
            crop: None,
        }))
    })?;
    Ok(files.into_iter().flatten().collect())
}
