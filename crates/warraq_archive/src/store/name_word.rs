//! The words of names: sections, tags and people are found by how a word of their name begins.

use super::NameKind;
use super::db::{Conn, DbError, params};

/// Keeps the words of a folded name, in place of those that it had.
pub(super) fn keep(
    tx: &mut Conn,
    kind: NameKind,
    target: i64,
    folded: &str,
) -> Result<(), DbError> {
    const CLEAR: &str = "delete from name_word where kind = $1 and target = $2";
    const SQL: &str = "insert into name_word (kind, word, target) values ($1, $2, $3) \
        on conflict (kind, word, target) do nothing";
    let kind = kind as i64;
    tx.execute(CLEAR, params![kind, target])?;
    for word in words(folded) {
        for word in std::iter::once(word).chain(without_article(word)) {
            tx.execute(SQL, params![kind, word, target])?;
        }
    }
    Ok(())
}

/// The words of a folded name.
pub(super) fn words(folded: &str) -> impl Iterator<Item = &str> {
    let words = folded.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty())
}

/// القدس is looked for as قدس as well.
pub(super) fn without_article(word: &str) -> Option<&str> {
    word.strip_prefix("ال").filter(|bare| !bare.is_empty())
}
