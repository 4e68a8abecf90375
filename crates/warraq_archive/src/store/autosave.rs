//! What somebody types and has not saved.

use super::db::{Conn, DbError, Row, params};
use crate::desk::{Autosave, LeadPicture, Manuscript, Sheet};
use crate::model::{AccountId, ArticleId, AutosaveId, MediaId, RevisionId, SectionId, Timestamp};

/// What stands under a pen.
#[derive(Debug)]
pub(crate) struct Standing {
    pub(crate) seq: i64,
    pub(crate) is_settled: bool,
    pub(crate) text: Manuscript,
}

/// What stands under the pen of a window.
pub(crate) fn under(
    conn: &mut Conn,
    account: AccountId,
    article: ArticleId,
    pen: &str,
) -> Result<Option<Standing>, DbError> {
    const SQL: &str = "select id, pen, seq, at, base, headline, kicker, standfirst, body, slug, \
        section_id, byline, tags, seo_title, seo_description, lead_id, lead_alt, lead_caption, \
        lead_credit, settled from autosave \
        where account_id = $1 and article_id = $2 and pen = $3";
    conn.first(SQL, params![account.0, article.0, pen], |row| {
        let found = read(row)?;
        Ok(Standing {
            seq: found.seq,
            is_settled: row.flag(19)?,
            text: found.text,
        })
    })
}

/// Puts a text under its pen, unless a later one stands there.
pub(crate) fn put(
    tx: &mut Conn,
    account: AccountId,
    article: ArticleId,
    sheet: &Sheet,
    now: Timestamp,
) -> Result<(), DbError> {
    const SQL: &str = "insert into autosave (account_id, article_id, pen, seq, settled, at, base, \
        headline, kicker, standfirst, body, slug, section_id, byline, tags, seo_title, \
        seo_description, lead_id, lead_alt, lead_caption, lead_credit) values ($1, $2, $3, $4, 0, \
        $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) on conflict (account_id, article_id, pen) do update set seq = excluded.seq, \
        settled = 0, at = excluded.at, base = excluded.base, headline = excluded.headline, \
        kicker = excluded.kicker, standfirst = excluded.standfirst, body = excluded.body, \
        slug = excluded.slug, section_id = excluded.section_id, byline = excluded.byline, \
        tags = excluded.tags, seo_title = excluded.seo_title, \
        seo_description = excluded.seo_description, lead_id = excluded.lead_id, \
        lead_alt = excluded.lead_alt, lead_caption = excluded.lead_caption, \
        lead_credit = excluded.lead_credit where autosave.seq < excluded.seq";
    let text = &sheet.text;
    let lead = text.lead.as_ref();
    let (byline, tags) = (text.byline.join("\n"), text.tags.join("\n"));
    let values = params![
        account.0,
        article.0,
        &sheet.pen,
        sheet.seq,
        now.millis(),
        sheet.base.0,
        &text.headline,
        &text.kicker,
        &text.standfirst,
        &text.body,
        &text.slug,
        text.section.map(|id| id.0),
        &byline,
        &tags,
        &text.seo_title,
        &text.seo_description,
        lead.map(|lead| lead.id.0),
        lead.map_or("", |lead| &lead.alt),
        lead.map_or("", |lead| &lead.caption),
        lead.map_or("", |lead| &lead.credit),
    ];
    tx.execute(SQL, values)?;
    Ok(())
}

/// Notes that nothing up to a number is waiting under a pen any more. The number stays for a while, so
/// that what arrives late finds it.
pub(crate) fn settle(
    tx: &mut Conn,
    account: AccountId,
    article: ArticleId,
    (pen, seq): (&str, i64),
    now: Timestamp,
) -> Result<(), DbError> {
    /// A day: longer than any request is on its way.
    const LATE: i64 = 86_400_000;
    const SQL: &str = "insert into autosave (account_id, article_id, pen, seq, settled, at, base, \
        headline, kicker, standfirst, body, slug, byline, tags, seo_title, seo_description, lead_alt, \
        lead_caption, lead_credit) \
        values ($1, $2, $3, $4, 1, $5, 0, '', '', '', '', '', '', '', '', '', '', '', '') \
        on conflict (account_id, article_id, pen) do update set seq = excluded.seq, settled = 1, \
        at = excluded.at, headline = '', kicker = '', standfirst = '', body = '', slug = '', \
        byline = '', tags = '', seo_title = '', seo_description = '' \
        where autosave.seq <= excluded.seq";
    const FORGET: &str = "delete from autosave where settled = 1 and at < $1";
    tx.execute(SQL, params![account.0, article.0, pen, seq, now.millis()])?;
    tx.execute(FORGET, params![now.millis().saturating_sub(LATE)])?;
    Ok(())
}

/// What somebody has typed in an article and not saved, newest first.
pub(crate) fn waiting(
    conn: &mut Conn,
    account: AccountId,
    article: ArticleId,
) -> Result<Vec<Autosave>, DbError> {
    const SQL: &str = "select id, pen, seq, at, base, headline, kicker, standfirst, body, slug, \
        section_id, byline, tags, seo_title, seo_description, lead_id, lead_alt, lead_caption, \
        lead_credit from autosave \
        where account_id = $1 and article_id = $2 and settled = 0 order by at desc, id desc";
    conn.query(SQL, params![account.0, article.0], read)
}

fn read(row: &Row<'_>) -> Result<Autosave, DbError> {
    let names = |column| -> Result<Vec<String>, DbError> {
        Ok(row.text(column)?.lines().map(str::to_owned).collect())
    };
    Ok(Autosave {
        id: AutosaveId(row.int(0)?),
        pen: row.text(1)?,
        seq: row.int(2)?,
        at: Timestamp::from_millis(row.int(3)?),
        base: RevisionId(row.int(4)?),
        text: Manuscript {
            headline: row.text(5)?,
            kicker: row.text(6)?,
            standfirst: row.text(7)?,
            body: row.text(8)?,
            slug: row.text(9)?,
            section: row.optional_int(10)?.map(SectionId),
            byline: names(11)?,
            tags: names(12)?,
            seo_title: row.text(13)?,
            seo_description: row.text(14)?,
            lead: match row.optional_int(15)? {
                Some(id) => Some(LeadPicture {
                    id: MediaId(id),
                    alt: row.text(16)?,
                    caption: row.text(17)?,
                    credit: row.text(18)?,
                }),
                None => None,
            },
        },
    })
}
