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

/// Whether a word of a folded name begins with `typed`, each with or without its article.
pub(super) fn has_word(name: &str, typed: &str) -> bool {
    let spellings = |word| std::iter::once(word).chain(without_article(word));
    words(name)
        .flat_map(spellings)
        .any(|word| spellings(typed).any(|typed| word.starts_with(typed)))
}

#[cfg(test)]
mod tests {
    use super::has_word;

    #[test]
    fn the_article_is_neither_required_nor_in_the_way() {
        assert!(has_word("القدس", "قد") && has_word("قدس", "القد"));
        assert!(has_word("حركه حماس", "حما") && !has_word("حركه حماس", "ماس"));
    }
}
