//! What a stem may be joined to: the endings of each class of stems.

/// A class of stems. Its endings are listed in `endings.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Class {
    /// A noun that has no ة and ات because these make another word: كتاب beside كتابة.
    Masculine,
    /// A noun that might have a feminine: مكتب.
    Noun,
    /// A noun or adjective with a feminine in ة: كبير, مهندس, سياسي.
    Gendered,
    /// What stands before the ة of a noun that has one: سياسـ of سياسة.
    Feminine,
    /// An elative made by rule, أكبر: the first person of a verb looks alike.
    Elative,
    /// A noun without the ي of its dictionary form: قاض, تحدّ.
    Shortened,
    /// A broken plural or another fixed form: كتب.
    Broken,
    /// What stands before the ة of a broken plural: قضاـ of قضاة.
    BrokenFeminine,
    /// What stands before ات and the dual of words in ى and اة: مستويـ, قنوـ.
    Weak,
    /// What stands before a pronoun of words in ى: مستواـ.
    Joined,
    /// A name: no article, no endings.
    Name,
    /// A particle or pronoun, whole.
    Particle,
    /// A perfect with all endings: كتب.
    Perfect,
    /// A perfect before vowels: قالـ, مدّ.
    PerfectLong,
    /// A perfect before consonants: قلـ, مددـ, رميـ.
    PerfectShort,
    /// A perfect without ending: رمى, دعا.
    PerfectBare,
    /// A perfect in ى before a pronoun: رماـ.
    PerfectJoined,
    /// A perfect before ت and وا: رمـ of رمت, رموا.
    PerfectCut,
    /// An imperfect with all endings: ـكتب.
    Imperfect,
    /// An imperfect before vowels: ـقول.
    ImperfectLong,
    /// An imperfect without ending or before ن: ـقل.
    ImperfectShort,
    /// An imperfect before ون and ين: ـرمـ.
    ImperfectCut,
    /// An imperfect in ى before a pronoun: ـراـ of يراه.
    ImperfectJoined,
}

impl Class {
    /// All classes in the order of their codes.
    pub(crate) const ALL: [Class; 23] = [
        Class::Masculine,
        Class::Noun,
        Class::Gendered,
        Class::Feminine,
        Class::Elative,
        Class::Shortened,
        Class::Broken,
        Class::BrokenFeminine,
        Class::Weak,
        Class::Joined,
        Class::Name,
        Class::Particle,
        Class::Perfect,
        Class::PerfectLong,
        Class::PerfectShort,
        Class::PerfectBare,
        Class::PerfectJoined,
        Class::PerfectCut,
        Class::Imperfect,
        Class::ImperfectLong,
        Class::ImperfectShort,
        Class::ImperfectCut,
        Class::ImperfectJoined,
    ];
}

impl Class {
    /// The bit of the class in a set of classes.
    pub(crate) const fn mask(self) -> u32 {
        1 << self as u32
    }
}
