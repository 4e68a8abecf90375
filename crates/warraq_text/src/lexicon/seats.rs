//! How the letters that folding makes equal were written: the seat of hamza on every alef, and
//! whether a last letter is ى or ي, ة or ه. A careful writer's spelling tells words apart that
//! folded are the same: إعلام and أعلام, عملة and عمله.

/// The letters of a word that folding changes, two bits for each alef in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seats {
    pub(crate) alefs: u16,
    pub(crate) last: Last,
}

/// A last letter that folding changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Last {
    /// Another letter, or not known.
    #[default]
    Other,
    /// ى
    AlefMaqsura,
    /// ي
    Ya,
    /// ة
    TaMarbuta,
}

/// More alefs than this are not looked at.
const ALEFS: u32 = 7;

impl Seats {
    /// Reads a word letter by letter.
    pub(crate) fn of(word: &str) -> Seats {
        let mut seats = Seats::default();
        let mut at = 0;
        for c in word.chars() {
            if let Some(seat) = seat(c) {
                if at < ALEFS {
                    seats.alefs |= seat << (2 * at);
                }
                at += 1;
            }
        }
        seats.last = match word.chars().next_back() {
            Some('ى') => Last::AlefMaqsura,
            Some('ي') => Last::Ya,
            Some('ة') => Last::TaMarbuta,
            _ => Last::Other,
        };
        seats
    }

    /// The seat of the nth alef: 0 ا, 1 أ, 2 إ, 3 آ.
    pub(crate) fn alef(self, n: u32) -> u16 {
        if n < ALEFS {
            (self.alefs >> (2 * n)) & 3
        } else {
            0
        }
    }
}

fn seat(c: char) -> Option<u16> {
    Some(match c {
        'ا' | 'ٱ' => 0,
        'أ' => 1,
        'إ' => 2,
        'آ' => 3,
        _ => return None,
    })
}
