//! Sections, tags and people, as readers may know them.

use super::rows::{read_person_label, read_section_label, read_tag_label, tag_select};
use super::{NameKind, Reading};
use crate::model::{
    Law, LawText, Listing, Person, PersonId, PersonSummary, Section, SectionId, SectionLabel, Tag,
    TagId, TagLabel,
};
use crate::store::db::params;
use crate::store::{StoreError, listing, path};

impl Reading<'_> {
    /// All versions of what the newsroom wrote on a matter of law, the newest first.
    pub fn law(&mut self, law: Law) -> Result<Vec<LawText>, StoreError> {
        Ok(crate::store::law::versions(self.conn, law, self.now)?)
    }

    /// A section as its page shows it.
    pub fn section(&mut self, id: SectionId) -> Result<Option<Section>, StoreError> {
        const SQL: &str = "select id, name, path, description from section where id = $1";
        let row = self.conn.first(SQL, params![id.0], |row| {
            Ok((read_section_label(row)?, row.text(3)?))
        })?;
        let Some((label, description)) = row else {
            return Ok(None);
        };
        Ok(Some(Section {
            trail: self.trail(id)?,
            children: self.children(id)?,
            articles: listing::total(self.conn, Listing::Section(id), self.now)?,
            label,
            description,
        }))
    }

    /// A section's name and place.
    pub fn section_label(&mut self, id: SectionId) -> Result<Option<SectionLabel>, StoreError> {
        const SQL: &str = "select id, name, path from section where id = $1";
        Ok(self.conn.first(SQL, params![id.0], read_section_label)?)
    }

    /// Sections of the top level that hold articles, in the order of the newsroom; those that it has
    /// given no place behind them, the fullest first.
    pub fn sections(&mut self) -> Result<Vec<Section>, StoreError> {
        const SQL: &str = "select id, position from section where parent_id is null order by id";
        let ids = self.conn.query(SQL, params![], |row| {
            Ok((SectionId(row.int(0)?), row.int(1)?))
        })?;
        let mut sections = Vec::with_capacity(ids.len());
        for (id, position) in ids {
            let section = self.section(id)?.filter(|section| section.articles > 0);
            let place = if position == 0 { i64::MAX } else { position };
            sections.extend(section.map(|section| (place, section)));
        }
        sections.sort_by_key(|(place, section)| (*place, std::cmp::Reverse(section.articles)));
        let sections: Vec<Section> = sections.into_iter().map(|(_, section)| section).collect();
        Ok(sections)
    }

    fn children(&mut self, id: SectionId) -> Result<Vec<SectionLabel>, StoreError> {
        const SQL: &str = "select s.id, s.name, s.path from section s where s.parent_id = $1 \
            and exists (select 1 from listing l where l.kind = 1 and l.target = s.id \
            and l.at <= $2) order by s.sort_key, s.id";
        let values = params![id.0, self.now.millis()];
        Ok(self.conn.query(SQL, values, read_section_label)?)
    }

    /// Ancestors of a section from the top, without itself.
    pub(super) fn trail(&mut self, id: SectionId) -> Result<Vec<SectionLabel>, StoreError> {
        const SQL: &str = "select p.id, p.name, p.path from section s \
            join section p on p.id = s.parent_id where s.id = $1";
        let mut trail: Vec<SectionLabel> = Vec::new();
        let mut at = id;
        while let Some(parent) = self.conn.first(SQL, params![at.0], read_section_label)? {
            // A damaged source may hold a circle of parents.
            if parent.id == id || trail.iter().any(|seen| seen.id == parent.id) {
                break;
            }
            at = parent.id;
            trail.push(parent);
        }
        trail.reverse();
        Ok(trail)
    }

    /// A tag as its page shows it.
    pub fn tag(&mut self, id: TagId) -> Result<Option<Tag>, StoreError> {
        const SQL: &str = tag_select!(", t.description from tag t where t.id = $1");
        Ok(self
            .conn
            .first(SQL, params![id.0, self.now.millis()], |row| {
                Ok(Tag {
                    label: read_tag_label(row)?,
                    description: row.text(4)?,
                })
            })?)
    }

    /// The tags with the most articles.
    pub fn tags_by_use(&mut self, limit: usize) -> Result<Vec<TagLabel>, StoreError> {
        const SQL: &str =
            tag_select!(" from tag t where t.articles > 0 order by t.articles desc, t.id limit $1");
        let values = params![limit as i64, self.now.millis()];
        let mut tags = self.conn.query(SQL, values, read_tag_label)?;
        tags.retain(|tag| tag.articles > 0);
        Ok(tags)
    }

    /// Somebody who writes.
    pub fn person(&mut self, id: PersonId) -> Result<Option<Person>, StoreError> {
        const SQL: &str = "select id, name, path, guest, biography from person where id = $1";
        Ok(self.conn.first(SQL, params![id.0], |row| {
            Ok(Person {
                label: read_person_label(row)?,
                guest: row.flag(3)?,
                biography: row.text(4)?,
            })
        })?)
    }

    /// Everybody with a published article, in alphabetical order.
    pub fn people(&mut self) -> Result<Vec<PersonSummary>, StoreError> {
        const SQL: &str = "select p.id, p.name, p.path, p.guest, \
            cast(sum(l.articles) as bigint) - (select count(*) from listing f \
            where f.kind = 3 and f.target = p.id and f.at > $1) \
            from person p join listing_month l on l.kind = 3 and l.target = p.id \
            where l.articles > 0 group by p.id, p.name, p.path, p.guest, p.sort_key \
            order by p.sort_key, p.id";
        let mut people = self.conn.query(SQL, params![self.now.millis()], |row| {
            Ok(PersonSummary {
                label: read_person_label(row)?,
                guest: row.flag(3)?,
                articles: row.count(4)?,
            })
        })?;
        people.retain(|person| person.articles > 0);
        Ok(people)
    }

    /// Sections, tags or people whose name or slug is `name` in any spelling that readers use, as
    /// their lists: of tags and people, those with a published article.
    pub fn named(&mut self, kind: NameKind, name: &str) -> Result<Vec<Listing>, StoreError> {
        const SECTION: &str = "select id from section where folded = $1 or slug in ($2, $3)";
        const TAG: &str = "select id from tag where folded = $1 or slug in ($2, $3) \
            union select target from name_alias where kind = 1 and folded = $1";
        const PERSON: &str = "select id from person where folded = $1 or slug in ($2, $3) \
            union select target from name_alias where kind = 2 and folded = $1";
        let (sql, list): (_, fn(i64) -> Listing) = match kind {
            NameKind::Section => (SECTION, |id| Listing::Section(SectionId(id))),
            NameKind::Tag => (TAG, |id| Listing::Tag(TagId(id))),
            NameKind::Person => (PERSON, |id| Listing::Person(PersonId(id))),
        };
        let folded = warraq_text::fold::fold(name.trim());
        // Slugs are kept as the source spelled them: Arabic ones in percent-codes.
        let coded = path::encode(name.trim());
        let values = params![&folded, name.trim(), coded.trim_end_matches('/')];
        let mut lists = self.conn.query(sql, values, |row| Ok(list(row.int(0)?)))?;
        if kind != NameKind::Section {
            // A name whose first article is to appear is nobody's yet.
            let mut told = Vec::with_capacity(lists.len());
            for list in lists {
                if listing::is_told(self.conn, list, self.now)? {
                    told.push(list);
                }
            }
            lists = told;
        }
        Ok(lists)
    }
}
