//! Names that begin as somebody types.

use super::Reading;
use super::rows::{read_person_label, read_section_label, read_tag_label, tag_select};
use crate::model::{PersonLabel, SectionLabel, TagLabel};
use crate::store::StoreError;
use crate::store::db::{DbError, Row, params};
use crate::store::name_word::{has_word, without_article, words};

/// Names that are looked at for one beginning.
const LOOKED_AT: i64 = 200;

/// A thing with a name and a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// A section.
    Section(SectionLabel),
    /// A tag.
    Tag(TagLabel),
    /// Somebody who writes.
    Person(PersonLabel),
}

impl Reading<'_> {
    /// Sections, people and tags with published articles whose name has, for each of the folded
    /// words of `typed`, a word that begins so. At most `limit` of a kind, the most used first.
    pub fn names_beginning(&mut self, typed: &str, limit: usize) -> Result<Vec<Named>, StoreError> {
        const SECTIONS: &str = "select s.id, s.name, s.path, s.folded from section s where s.id in \
            (select target from name_word where kind = 0 and word >= $1 and word < $3) and exists \
            (select 1 from listing l where l.kind = 1 and l.target = s.id and l.at <= $2) \
            order by s.sort_key, s.id limit $4";
        const TAGS: &str = tag_select!(
            ", t.folded from tag t where t.id in (select u.id from tag u where u.articles > 0 and \
             u.id in (select target from name_word where kind = 1 and word >= $1 and word < $3) \
             order by u.articles desc, u.id limit $4) order by t.articles desc, t.id"
        );
        const PEOPLE: &str = "select p.id, p.name, p.path, p.folded from person p where p.id in \
            (select target from name_word where kind = 2 and word >= $1 and word < $3) and exists \
            (select 1 from listing l where l.kind = 3 and l.target = p.id and l.at <= $2) \
            order by (select sum(m.articles) from listing_month m where m.kind = 3 \
            and m.target = p.id) desc, p.id limit $4";
        let mut named = self.beginning(SECTIONS, typed, limit, 3, |row| {
            Ok(Named::Section(read_section_label(row)?))
        })?;
        named.extend(self.beginning(PEOPLE, typed, limit, 3, |row| {
            Ok(Named::Person(read_person_label(row)?))
        })?);
        let mut tags = self.beginning(TAGS, typed, limit, 4, |row| {
            Ok(Named::Tag(read_tag_label(row)?))
        })?;
        tags.retain(|tag| matches!(tag, Named::Tag(tag) if tag.articles > 0));
        named.extend(tags);
        Ok(named)
    }

    /// Names of one kind; their folded form stands in column `folded` of the answer.
    fn beginning(
        &mut self,
        sql: &'static str,
        typed: &str,
        limit: usize,
        folded: usize,
        read: fn(&Row<'_>) -> Result<Named, DbError>,
    ) -> Result<Vec<Named>, StoreError> {
        // The longest word has the fewest names; the others are compared here.
        let Some(longest) = words(typed).max_by_key(|word| word.chars().count()) else {
            return Ok(Vec::new());
        };
        let mut found: Vec<Named> = Vec::new();
        for first in std::iter::once(longest).chain(without_article(longest)) {
            let end = format!("{first}\u{10FFFF}");
            let values = params![first, self.now.millis(), &end, LOOKED_AT];
            let names = self
                .conn
                .query(sql, values, |row| Ok((read(row)?, row.text(folded)?)))?;
            let fitting = names
                .into_iter()
                .filter(|(_, name)| words(typed).all(|word| has_word(name, word)));
            for (name, _) in fitting {
                if !found.contains(&name) {
                    found.push(name);
                }
            }
        }
        found.truncate(limit);
        Ok(found)
    }
}
