//! Who may do what: the one table.

/// What somebody is in the newsroom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Runs the newsroom: people, settings, imports, and all that follows.
    Administrator,
    /// Decides what the paper prints.
    Editor,
    /// Decides what a section prints.
    SectionEditor,
    /// Writes, and publishes what they wrote.
    Author,
    /// Writes; others publish it.
    Contributor,
    /// Decides on what readers write.
    Moderator,
}

use Role::{Administrator, Author, Contributor, Editor, Moderator, SectionEditor};

impl Role {
    /// All of them, those who may most first.
    pub const ALL: [Self; 6] = [
        Administrator,
        Editor,
        SectionEditor,
        Author,
        Contributor,
        Moderator,
    ];

    /// Whether this role has a right. Nothing else in Warraq decides that.
    pub fn may(self, right: Right) -> bool {
        let who: &[Self] = match right {
            Right::Enter | Right::SeeOwnAccount | Right::SecureOwnAccount => &Self::ALL,
            Right::SeeAccounts
            | Right::ManageAccounts
            | Right::ReadAudit
            | Right::ChangeSettings
            | Right::Import => &[Administrator],
            Right::CurateFront | Right::ManageTaxonomy | Right::ReadPost => {
                &[Administrator, Editor]
            }
            Right::EditOthers | Right::PublishOthers | Right::EditMedia => {
                &[Administrator, Editor, SectionEditor]
            }
            Right::Moderate => &[Administrator, Editor, SectionEditor, Moderator],
            Right::PublishOwn | Right::SeeStatistics => {
                &[Administrator, Editor, SectionEditor, Author]
            }
            Right::Write | Right::AddMedia => {
                &[Administrator, Editor, SectionEditor, Author, Contributor]
            }
        };
        who.contains(&self)
    }

    /// Whether what it may do with what others wrote, it may in its sections alone.
    pub fn is_bound_to_sections(self) -> bool {
        self == SectionEditor
    }

    /// How commands, forms and the store call it.
    pub fn name(self) -> &'static str {
        match self {
            Administrator => "administrator",
            Editor => "editor",
            SectionEditor => "section-editor",
            Author => "author",
            Contributor => "contributor",
            Moderator => "moderator",
        }
    }

    /// The role of a [`name`](Self::name).
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// Makes the rights as values, for tables, and as types, for proofs.
macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident = $text:literal),* $(,)?) => {
        /// Something that can be done in the newsroom.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Right {
            $($(#[$doc])* $name),*
        }

        impl Right {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// How the words of the newsroom call it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text),*
                }
            }
        }

        /// The rights as types: what an [`Allowed`](super::Allowed) is a proof of.
        pub mod right {
            $(
                $(#[$doc])*
                #[derive(Clone, Copy, Debug)]
                pub enum $name {}

                impl crate::accounts::Claim for $name {
                    const RIGHT: super::Right = super::Right::$name;
                }
            )*
        }
    };
}

rights! {
    /// Come in and look at the desk.
    Enter = "enter",
    /// Look at one's own account.
    SeeOwnAccount = "see_own_account",
    /// Change one's password and second factor.
    SecureOwnAccount = "secure_own_account",
    /// Look at who works here.
    SeeAccounts = "see_accounts",
    /// Invite, change roles, let nobody in.
    ManageAccounts = "manage_accounts",
    /// Look at what was done.
    ReadAudit = "read_audit",
    /// Change settings of the paper.
    ChangeSettings = "change_settings",
    /// Bring in an archive.
    Import = "import",
    /// Write articles.
    Write = "write",
    /// Bring in pictures and documents.
    AddMedia = "add_media",
    /// Change and delete pictures and documents that others brought in.
    EditMedia = "edit_media",
    /// Put one's own articles before readers.
    PublishOwn = "publish_own",
    /// Change what others wrote.
    EditOthers = "edit_others",
    /// Put articles of others before readers.
    PublishOthers = "publish_others",
    /// Arrange the front page.
    CurateFront = "curate_front",
    /// Change sections, tags and authors.
    ManageTaxonomy = "manage_taxonomy",
    /// Decide on what readers write.
    Moderate = "moderate",
    /// Read what readers wrote to the paper.
    ReadPost = "read_post",
    /// Look at what is read.
    SeeStatistics = "see_statistics",
}

impl Right {
    /// Whether it takes a sign-in of a moment ago: what a stranger at an open screen must not do.
    pub fn is_grave(self) -> bool {
        matches!(
            self,
            Self::SecureOwnAccount | Self::ManageAccounts | Self::ChangeSettings | Self::Import
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrator_may_everything() {
        assert!(Right::ALL.iter().all(|right| Administrator.may(*right)));
    }

    #[test]
    fn nobody_else_runs_the_newsroom() {
        for role in Role::ALL.into_iter().skip(1) {
            for right in [
                Right::SeeAccounts,
                Right::ManageAccounts,
                Right::ReadAudit,
                Right::ChangeSettings,
                Right::Import,
            ] {
                assert!(!role.may(right), "{role:?} {right:?}");
            }
        }
    }

    #[test]
    fn a_contributor_publishes_nothing() {
        assert!(Contributor.may(Right::Write));
        assert!(!Contributor.may(Right::PublishOwn) && !Contributor.may(Right::PublishOthers));
        assert!(Author.may(Right::PublishOwn) && !Author.may(Right::PublishOthers));
    }

    #[test]
    fn a_moderator_writes_nothing() {
        assert!(Moderator.may(Right::Moderate) && !Moderator.may(Right::Write));
    }

    #[test]
    fn every_role_has_its_name() {
        for role in Role::ALL {
            assert_eq!(Role::named(role.name()), Some(role));
        }
        assert_eq!(Role::named("owner"), None);
    }
}
