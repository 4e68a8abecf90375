//! Whether a comment is spam: multinomial naive Bayes, taught by the desk's decisions alone.
//!
//! A comment is a set of clues; every decision counts its clues as good or as spam. With
//! few decisions the classifier says nothing, and it only ever speaks up when it is sure: what it
//! calls spam the desk still finds, under another heading.

mod clues;

pub(crate) use clues::{Sample, clues, words};

/// How often something was seen in comments that the desk approved, and in those it called spam.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) good: i64,
    pub(crate) spam: i64,
}

/// What the desk's decisions have taught so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Experience {
    /// Decisions.
    pub(crate) decisions: Counts,
    /// Clues of the comments that were decided on, with repetitions.
    pub(crate) clues: Counts,
    /// Different clues.
    pub(crate) vocabulary: i64,
}

/// What the classifier says of a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Too few decisions to say anything.
    Silent,
    /// It may be either.
    Unsure,
    /// It is spam.
    Spam,
}

/// Decisions of each kind below which nothing is said: one campaign of spam sends about as many.
const ENOUGH: i64 = 10;
/// Clues that must have been seen before: two words prove nothing.
const TELLING: usize = 4;
/// Most that one clue may say. A word that stood in one kind only would decide alone.
const LOUDEST: f64 = 2.5;
/// How sure is sure: about 3,000 to 1. Clues are not independent, so that true odds are lower.
const SURE: f64 = 8.0;

/// Judges a comment by what is known of each of its clues.
pub(crate) fn judge(experience: &Experience, clues: &[Counts]) -> Verdict {
    let Counts { good, spam } = experience.decisions;
    if good < ENOUGH || spam < ENOUGH {
        return Verdict::Silent;
    }
    let known: Vec<_> = clues
        .iter()
        .filter(|clue| clue.good + clue.spam > 0)
        .collect();
    let prior = odds(spam, good).clamp(-1.0, 1.0);
    let told: f64 = known.iter().map(|clue| weight(experience, clue)).sum();
    if known.len() >= TELLING && prior + told >= SURE {
        Verdict::Spam
    } else {
        Verdict::Unsure
    }
}

/// How much likelier a clue is in spam, as a logarithm, with one imagined sight of every clue.
fn weight(experience: &Experience, clue: &Counts) -> f64 {
    let totals = experience.clues;
    let told = odds(clue.spam, clue.good)
        - odds(
            totals.spam + experience.vocabulary,
            totals.good + experience.vocabulary,
        );
    told.clamp(-LOUDEST, LOUDEST)
}

fn odds(spam: i64, good: i64) -> f64 {
    ((spam.max(0) + 1) as f64 / (good.max(0) + 1) as f64).ln()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    const GOOD: [&str; 12] = [
        "شكرًا للكاتبة على هذا المقال، فقد أعاد إليّ أيام الطفولة في الحيّ القديم",
        "أختلف مع الكاتب في قوله إن الجسر بُني في عهد الوالي، فالمراجع تقول غير ذلك",
        "هل من مصدر للأرقام التي وردت في الجدول الثاني؟",
        "والدي كان من عمّال الميناء، وما كُتب هنا صحيح تمامًا",
        "مقال رصين، ليت البلدية تقرأ ما تكتبون عن أرصفة السوق",
        "الصورة الثالثة ليست من شارع النخيل بل من ساحة الساعة",
        "لماذا لا تكتبون عن مدارس القرى؟ الحال فيها أسوأ",
        "رحم الله الشاعر، كان صوتًا نادرًا في زمنه",
        "في الفقرة الأخيرة خطأ في التاريخ: الإضراب كان سنة 1936",
        "قرأت الحوار مرتين، وأتمنى جزءًا ثانيًا مع المخرجة",
        "أنا من سكان الحيّ، والماء مقطوع منذ أسبوعين ولا أحد يجيب",
        "Thank you for this piece, my grandmother lived on that street",
    ];
    const SPAM: [&str; 12] = [
        "قروض سريعة بدون ضمانات تواصل واتساب الآن https://loans.example/1",
        "اربح المال من المنزل بدون خبرة، سجل الآن https://rich.example/ar",
        "قروض شخصية فورية بدون فوائد للموظفين واتساب 0500000001",
        "شراء متابعين انستقرام بأرخص الأسعار https://follow.example اطلب الآن",
        "علاج السكري نهائيًا بالأعشاب الطبيعية اطلب الآن واتساب 0500000002",
        "اربح المال كل يوم، فرصة عمل من المنزل https://rich.example/2",
        "تسديد قروض واستخراج قرض جديد فوري بدون ضمانات واتساب",
        "زيادة متابعين تيك توك مضمونة بأرخص الأسعار اطلب الآن https://follow.example/b",
        "قروض سريعة للموظفين والمتقاعدين تواصل واتساب الآن",
        "تداول العملات واربح المال بدون خبرة سجل الآن https://rich.example/3",
        "أعشاب طبيعية للتنحيف السريع اطلب الآن بأرخص الأسعار",
        "قروض فورية بدون كفيل تواصل الآن https://loans.example/9",
    ];

    /// The counts as the store keeps them.
    #[derive(Default)]
    struct Desk {
        experience: Experience,
        counts: HashMap<String, Counts>,
    }

    impl Desk {
        fn of(good: &[&str], spam: &[&str]) -> Self {
            let mut desk = Self::default();
            for (texts, is_spam) in [(good, false), (spam, true)] {
                for text in texts {
                    desk.decide(text, is_spam);
                }
            }
            desk
        }

        fn decide(&mut self, text: &str, is_spam: bool) {
            let count = |counts: &mut Counts, more: i64| {
                if is_spam {
                    counts.spam += more;
                } else {
                    counts.good += more;
                }
            };
            let clues = clues(&sample(text));
            count(&mut self.experience.decisions, 1);
            count(&mut self.experience.clues, clues.len() as i64);
            for clue in clues {
                count(self.counts.entry(clue).or_default(), 1);
            }
            self.experience.vocabulary = self.counts.len() as i64;
        }

        fn judge(&self, text: &str) -> Verdict {
            let known: Vec<_> = clues(&sample(text))
                .iter()
                .map(|clue| self.counts.get(clue).copied().unwrap_or_default())
                .collect();
            judge(&self.experience, &known)
        }
    }

    fn sample(text: &str) -> Sample<'_> {
        Sample {
            name: "قارئ",
            text,
            seen_before: 0,
        }
    }

    #[track_caller]
    fn check(text: &str, expected: Verdict) {
        assert_eq!(Desk::of(&GOOD, &SPAM).judge(text), expected);
    }

    #[test]
    fn what_resembles_spam_in_many_ways_is_spam() {
        check(
            "قروض فورية بدون ضمانات للموظفين، تواصل واتساب الآن https://loans.example/77",
            Verdict::Spam,
        );
        check(
            "إربحِ المَــال من المنزل بدون خبره سجل الان https://rich.example/x",
            Verdict::Spam,
        );
    }

    #[test]
    fn what_readers_write_is_not_spam() {
        for text in [
            "مقال جميل، شكرًا للكاتب",
            "القروض السريعة خرّبت بيوت الناس، اكتبوا عنها أكثر",
            "المصدر هنا https://archive.example/1936 لمن أراد التاريخ الصحيح",
            "واتساب مقطوع عندنا منذ أسبوعين",
            "I grew up there too.",
        ] {
            check(text, Verdict::Unsure);
        }
    }

    #[test]
    fn one_word_never_decides() {
        check("قروض", Verdict::Unsure);
        check("قروض قروض قروض قروض قروض قروض", Verdict::Unsure);
    }

    #[test]
    fn nothing_is_said_after_few_decisions() {
        let young = Desk::of(&GOOD, &SPAM[..9]);
        assert_eq!(young.judge(SPAM[0]), Verdict::Silent);
        assert_eq!(Desk::default().judge(SPAM[0]), Verdict::Silent);
    }

    #[test]
    fn damaged_counts_do_no_harm() {
        let experience = Experience {
            decisions: Counts { good: 20, spam: 20 },
            clues: Counts {
                good: -5,
                spam: i64::from(u32::MAX),
            },
            vocabulary: 0,
        };
        let clue = Counts { good: -9, spam: 10 };
        assert_ne!(judge(&experience, &[clue; 200]), Verdict::Silent);
    }
}
