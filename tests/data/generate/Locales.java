// Writes `src/value/locales.tsv`: how each locale writes days, moments and numbers, from the JDK's copy of CLDR.
// `java -Djava.locale.providers=CLDR Locales.java > ../../../src/value/locales.tsv` (JDK 17, CLDR 39).
import java.text.*;
import java.util.*;

public class Locales {
    static final Set<String> LANGUAGES = Set.of(("af am ar az be bg bn bs ca cs cy da de dz el en es et eu fa fi fr ga "
        + "gu haw he hi hr hu hy id is it ja ka kk kl km kn ko ky lb lo lt lu lv mi mk ml mr ms mt my ne nl no pa pl "
        + "ps pt rm ro ru sk sl so sq sr sv sw ta te tg th ti tl tr uk ur uz vi xh yi yo zh zu").split(" "));
    // The platform's names of these are the old ones.
    static final Map<String, String> OLD = Map.of("he", "iw", "id", "in");

    // The platform writes years whole.
    static String pattern(DateFormat format, boolean spanish) {
        var text = ((SimpleDateFormat) format).toPattern().replace('\u202f', ' ').replace('B', 'a');
        text = text.replaceAll("(?<!y)yy?(?!y)", "yyyy").replaceAll("\\s?G+", "");
        // Spanish puts a comma between day and time in CLDR before and after, and in ICU; this JDK drops it.
        return spanish ? text.replaceAll("^(\\S*y|\\S*d) ([hH])", "$1, $2") : text;
    }

    static String row(Locale l) {
        var symbols = DecimalFormatSymbols.getInstance(l);
        var number = ((DecimalFormat) NumberFormat.getInstance(l)).toPattern().split(";")[0];
        var parts = number.replaceAll("\\..*", "").split(",");
        int last = parts[parts.length - 1].length();
        // CLDR's patterns of these are `#,##,##0.###`; Java forgets the group of two.
        var name = l.toString();
        int other = name.matches("(bn|dz|gu|hi|ml|mr|ne|pa|ta|te)(_IN|_BD|_BT|_NP)?|en_IN|ur_IN") ? 2 : last;
        var halves = DateFormatSymbols.getInstance(l).getAmPmStrings();
        int s = DateFormat.SHORT;
        boolean es = l.getLanguage().equals("es");
        return String.join("\t",
            pattern(DateFormat.getDateInstance(s, l), es),
            pattern(DateFormat.getDateTimeInstance(s, s, l), es),
            pattern(DateFormat.getDateTimeInstance(s, DateFormat.LONG, l), es),
            "" + symbols.getDecimalSeparator(), "" + symbols.getGroupingSeparator(), symbols.getMinusSign() + "",
            "" + last, "" + other, halves[0], halves[1], "" + symbols.getZeroDigit());
    }

    public static void main(String[] args) throws Exception {
        var out = new TreeMap<String, String>();
        for (var l : Locale.getAvailableLocales()) {
            if (!l.getScript().isEmpty() || !l.getVariant().isEmpty() || l.hasExtensions()) continue;
            var code = new Locale.Builder().setLocale(l).build().toLanguageTag().split("-");
            if (!LANGUAGES.contains(code[0]) || l.getCountry().matches("[0-9]+")) continue;
            var name = OLD.getOrDefault(code[0], code[0]) + (l.getCountry().isEmpty() ? "" : "_" + l.getCountry());
            out.put(name, row(l));
        }
        for (var pair : Map.of("zh_TW", "zh-Hant-TW", "zh_HK", "zh-Hant-HK", "zh_MO", "zh-Hant-MO",
            "zh_CN", "zh-Hans-CN", "zh_SG", "zh-Hans-SG", "sh", "sr-Latn").entrySet())
            out.put(pair.getKey(), row(Locale.forLanguageTag(pair.getValue())));
        out.put("no", row(Locale.forLanguageTag("nb")));
        out.put("no_NO", row(Locale.forLanguageTag("nb-NO")));
        var text = new StringBuilder();
        for (var e : out.entrySet()) {
            int at = e.getKey().indexOf('_');
            // A country that writes as its language does needs no row.
            if (at < 0 || !e.getValue().equals(out.get(e.getKey().substring(0, at))))
                text.append(e.getKey()).append('\t').append(e.getValue()).append('\n');
        }
        System.out.write(text.toString().getBytes("UTF-8"));
        System.out.flush();
    }
}
