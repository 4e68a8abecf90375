// What is often mistyped in Arabic. Suggestions only: nothing is changed until somebody says so.

/** A passage and what may be meant by it. */
export interface Suggestion {
  from: number;
  to: number;
  typed: string;
  meant: string;
}

/** Words that are nothing else: the hamza, the final ya, and spellings by ear. */
const WORDS: Record<string, string> = {
  الى: 'إلى', الي: 'إلى', فى: 'في', الذى: 'الذي', التى: 'التي', حتي: 'حتى', متي: 'متى', هاذا: 'هذا', هاذه: 'هذه', ذالك: 'ذلك', لاكن: 'لكن',
  اذا: 'إذا', اذ: 'إذ', او: 'أو', اي: 'أي', امس: 'أمس', ايضا: 'أيضًا', ايضًا: 'أيضًا', أيضا: 'أيضًا', اكثر: 'أكثر', اول: 'أول', الاول: 'الأول', الاولى: 'الأولى',
  الان: 'الآن', الاخبار: 'الأخبار', الاسبوع: 'الأسبوع', الاحد: 'الأحد', الاثنين: 'الاثنين', الاربعاء: 'الأربعاء', الامم: 'الأمم', الامن: 'الأمن', الانسان: 'الإنسان', الاعلام: 'الإعلام',
  الاسلام: 'الإسلام', الامارات: 'الإمارات', الاردن: 'الأردن', امريكا: 'أمريكا', اسرائيل: 'إسرائيل', ايران: 'إيران', اعلن: 'أعلن', اكد: 'أكد', اضاف: 'أضاف', اشار: 'أشار', انشاءالله: 'إن شاء الله',
  شئ: 'شيء', شيئ: 'شيء', مساءا: 'مساءً', ابتداءا: 'ابتداءً', بناءا: 'بناءً', جزءا: 'جزءًا',
};
/** Words with the article that end in a ha which is none of the feminine. */
const HA = /^[وفبك]*(ال|لل)(له|إله|اله|وجه|أوجه|مياه|فقه|كره|شبه|منبّ?ه|نزيه|فقيه|شبيه|سفيه|كريه|وجيه|تنبيه|توجيه|تشبيه|تشويه|ترفيه|تنزيه|تمويه|انتباه|اتجاه|جاه|أفواه|شفاه|جباه|أشباه|اشتباه|تيه|متنزه|مكروه|معتوه|مشبوه|تجاه|رفاه|منتبه|مشتبه|متجه|عته|أبله|تفه|تافه)$/u;

const RULES: [RegExp, (match: RegExpMatchArray) => string | null][] = [
  // A word between two things that are no part of one.
  [/(?<![\p{L}\p{M}])([وف]?)(\p{L}[\p{L}\p{M}]*)(?![\p{L}\p{M}])/gu, ([whole, joined = '', word = '']) => {
    const meant = WORDS[whole] ?? (WORDS[word] && word.length > 2 ? joined + WORDS[word] : null);
    return meant === whole ? null : meant ?? null;
  }],
  [/(?<![\p{L}\p{M}])[وفبك]*(?:ال|لل)\p{Script=Arabic}{3,}ه(?![\p{L}\p{M}])/gu, ([word]) => (HA.test(word) ? null : `${word.slice(0, -1)}ة`)],
  // Arabic has marks of its own.
  [/(?<=\p{Script=Arabic}\p{M}*[»"”)\]]?)[,;?]/gu, ([mark]) => ({ ',': '،', ';': '؛', '?': '؟' })[mark] ?? null],
  [/(?<=\p{L}\p{M}*)[ \u00a0]+[،؛؟.:!](?!\.)/gu, ([all]) => all.trim()],
  [/(?<=[\p{Script=Arabic}\p{M}])[،؛](?=\p{Script=Arabic})/gu, ([mark]) => `${mark} `],
  [/(?<=\S)[ \u00a0]{2,}(?=\S)/g, () => ' '],
];

/** What may be mistyped in a text, in order; a passage is named once. */
export function suggestions(text: string): Suggestion[] {
  const found: Suggestion[] = [];
  for (const [pattern, meant] of RULES) {
    for (const match of text.matchAll(pattern)) {
      const suggested = meant(match);
      const [from, to] = [match.index, match.index + match[0].length];
      const isFree = !found.some((other) => from < other.to && other.from < to);
      if (suggested !== null && suggested !== match[0] && isFree) found.push({ from, to, typed: match[0], meant: suggested });
    }
  }
  return found.sort((one, other) => one.from - other.from);
}
