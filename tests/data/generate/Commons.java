// Writes `commons.tsv`: what Apache's StringUtils and StringEscapeUtils answer, whose methods Apex's String has.
// Run: java -cp /usr/share/java/commons-lang3.jar Commons.java > ../commons.tsv   (commons-lang3 3.12, JDK 17)
// A row: the signature in Apex, the text, the arguments (numbers behind `#`), the answer. Where Java throws there is no row.

import java.lang.reflect.*;
import java.util.*;
import org.apache.commons.lang3.*;

public class Commons {
    static final String[] TEXTS = {
        "", " ", "a", "A", "ab", "aB c", "  two  words ", "HelloWorldFoo", "ABCdef12xyz", "abcabc", "aaa", "frog", "fog", "elephant", "hippo",
        "a,b\"c", "<b>x & y</b>", "it's \\ here\n\ttab", "\u00e9l\u00e8ve \u00df", "\ud83d\ude00x\ud83d\ude00", "x\ud83d\ude00", "123", "1 2", "a1 b2",
        "A1b2", "foo.bar.baz", "[x][y]", "yabczyabcz", "\u4e2d\u6587", "&lt;p&gt; &amp;eacute; &#233; &unknown; &copy;", "tab\tnew\nline", "\u00a0nbsp",
        "www.domain.com", "ISTANBUL", "stra\u00dfe", "/path/to", "Now is the time for all good men",
    };
    static final String[] PARTS = { "", "a", "ab", "b", "B", " ", ".", "xyz", "\ud83d\ude00", "\u00e9", "A", "com", "abc", "]" };
    static final Integer[] NUMBERS = { -3, -1, 0, 1, 2, 4, 5, 9, 20 };
    static final Random RANDOM = new Random(7);

    // Apex's signature; the class and the name in Java; the order of Java's arguments, of the text (0) and Apex's own.
    static final String[][] METHODS = {
        { "String abbreviate(Integer maxWidth)", "U", "abbreviate", "0 1" },
        { "String abbreviate(Integer maxWidth, Integer offset)", "U", "abbreviate", "0 2 1" },
        { "String capitalize()", "U", "capitalize", "0" }, { "String uncapitalize()", "U", "uncapitalize", "0" },
        { "String swapCase()", "U", "swapCase", "0" },
        { "String center(Integer size)", "U", "center", "0 1" }, { "String center(Integer size, String padding)", "U", "center", "0 1 2" },
        { "Boolean containsAny(String characters)", "U", "containsAny", "0 1" },
        { "Boolean containsNone(String characters)", "U", "containsNone", "0 1" },
        { "Boolean containsOnly(String characters)", "U", "containsOnly", "0 1" },
        { "Boolean containsWhitespace()", "U", "containsWhitespace", "0" },
        { "Boolean containsIgnoreCase(String part)", "U", "containsIgnoreCase", "0 1" },
        { "Integer countMatches(String part)", "U", "countMatches", "0 1" },
        { "String deleteWhitespace()", "U", "deleteWhitespace", "0" }, { "String difference(String other)", "U", "difference", "0 1" },
        { "Boolean startsWithIgnoreCase(String prefix)", "U", "startsWithIgnoreCase", "0 1" },
        { "Boolean endsWithIgnoreCase(String suffix)", "U", "endsWithIgnoreCase", "0 1" },
        { "Integer getLevenshteinDistance(String other)", "U", "getLevenshteinDistance", "0 1" },
        { "Integer getLevenshteinDistance(String other, Integer threshold)", "U", "getLevenshteinDistance", "0 1 2" },
        { "Integer indexOfAny(String characters)", "U", "indexOfAny", "0 1" }, { "Integer indexOfAnyBut(String characters)", "U", "indexOfAnyBut", "0 1" },
        { "Integer indexOfDifference(String other)", "U", "indexOfDifference", "0 1" },
        { "Integer indexOfIgnoreCase(String part)", "U", "indexOfIgnoreCase", "0 1" },
        { "Integer indexOfIgnoreCase(String part, Integer from)", "U", "indexOfIgnoreCase", "0 1 2" },
        { "Integer lastIndexOfIgnoreCase(String part)", "U", "lastIndexOfIgnoreCase", "0 1" },
        { "Integer lastIndexOfIgnoreCase(String part, Integer from)", "U", "lastIndexOfIgnoreCase", "0 1 2" },
        { "Boolean isAllLowerCase()", "U", "isAllLowerCase", "0" }, { "Boolean isAllUpperCase()", "U", "isAllUpperCase", "0" },
        { "Boolean isAlpha()", "U", "isAlpha", "0" }, { "Boolean isAlphaSpace()", "U", "isAlphaSpace", "0" },
        { "Boolean isAlphanumeric()", "U", "isAlphanumeric", "0" }, { "Boolean isAlphanumericSpace()", "U", "isAlphanumericSpace", "0" },
        { "Boolean isAsciiPrintable()", "U", "isAsciiPrintable", "0" }, { "Boolean isNumeric()", "U", "isNumeric", "0" },
        { "Boolean isNumericSpace()", "U", "isNumericSpace", "0" }, { "Boolean isWhitespace()", "U", "isWhitespace", "0" },
        { "String left(Integer length)", "U", "left", "0 1" }, { "String right(Integer length)", "U", "right", "0 1" },
        { "String mid(Integer start, Integer length)", "U", "mid", "0 1 2" },
        { "String leftPad(Integer length)", "U", "leftPad", "0 1" }, { "String leftPad(Integer length, String padding)", "U", "leftPad", "0 1 2" },
        { "String rightPad(Integer length)", "U", "rightPad", "0 1" }, { "String rightPad(Integer length, String padding)", "U", "rightPad", "0 1 2" },
        { "String normalizeSpace()", "U", "normalizeSpace", "0" },
        { "String overlay(String text, Integer start, Integer finish)", "U", "overlay", "0 1 2 3" },
        { "String remove(String part)", "U", "remove", "0 1" }, { "String removeEnd(String part)", "U", "removeEnd", "0 1" },
        { "String removeEndIgnoreCase(String part)", "U", "removeEndIgnoreCase", "0 1" },
        { "String removeStart(String part)", "U", "removeStart", "0 1" },
        { "String removeStartIgnoreCase(String part)", "U", "removeStartIgnoreCase", "0 1" },
        { "String repeat(Integer times)", "U", "repeat", "0 1" }, { "String repeat(String separator, Integer times)", "U", "repeat", "0 1 2" },
        { "String reverse()", "U", "reverse", "0" },
        { "List<String> splitByCharacterType()", "U", "splitByCharacterType", "0" },
        { "List<String> splitByCharacterTypeCamelCase()", "U", "splitByCharacterTypeCamelCase", "0" },
        { "String substringAfter(String separator)", "U", "substringAfter", "0 1" },
        { "String substringAfterLast(String separator)", "U", "substringAfterLast", "0 1" },
        { "String substringBefore(String separator)", "U", "substringBefore", "0 1" },
        { "String substringBeforeLast(String separator)", "U", "substringBeforeLast", "0 1" },
        { "String substringBetween(String tag)", "U", "substringBetween", "0 1" },
        { "String substringBetween(String open, String close)", "U", "substringBetween", "0 1 2" },
        { "String escapeCsv()", "E", "escapeCsv", "0" }, { "String unescapeCsv()", "E", "unescapeCsv", "0" },
        { "String escapeEcmaScript()", "E", "escapeEcmaScript", "0" }, { "String unescapeEcmaScript()", "E", "unescapeEcmaScript", "0" },
        { "String escapeHtml3()", "E", "escapeHtml3", "0" }, { "String unescapeHtml3()", "E", "unescapeHtml3", "0" },
        { "String escapeHtml4()", "E", "escapeHtml4", "0" }, { "String unescapeHtml4()", "E", "unescapeHtml4", "0" },
        { "String escapeJava()", "E", "escapeJava", "0" }, { "String unescapeJava()", "E", "unescapeJava", "0" },
        { "String escapeXml()", "E", "escapeXml", "0" }, { "String unescapeXml()", "E", "unescapeXml", "0" },
    };

    static String escape(Object field) {
        return field.toString().replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
    }

    static Method method(String home, String name, Object[] values) {
        for (Method m : (home.equals("U") ? StringUtils.class : StringEscapeUtils.class).getMethods()) {
            var types = m.getParameterTypes();
            if (!m.getName().equals(name) || types.length != values.length) continue;
            boolean fits = true;
            for (int i = 0; i < types.length; i++)
                fits &= values[i] instanceof Integer ? types[i] == int.class : types[i] == String.class || types[i] == CharSequence.class;
            if (fits) return m;
        }
        throw new IllegalStateException(name);
    }

    public static void main(String[] arguments) throws Exception {
        var out = new StringBuilder();
        for (String[] m : METHODS) {
            String inside = m[0].substring(m[0].indexOf('(') + 1, m[0].length() - 1);
            String[] kinds = inside.isEmpty() ? new String[0] : inside.split(", ");
            for (String text : TEXTS) {
                for (int round = 0; round < (kinds.length == 0 ? 1 : 2); round++) {
                    Object[] own = new Object[kinds.length + 1];
                    own[0] = text;
                    for (int i = 0; i < kinds.length; i++)
                        own[i + 1] = kinds[i].startsWith("Integer") ? NUMBERS[RANDOM.nextInt(NUMBERS.length)]
                            : RANDOM.nextInt(3) == 0 ? TEXTS[RANDOM.nextInt(TEXTS.length)] : PARTS[RANDOM.nextInt(PARTS.length)];
                    String[] order = m[3].split(" ");
                    Object[] given = new Object[order.length];
                    for (int i = 0; i < order.length; i++) given[i] = own[Integer.parseInt(order[i])];
                    // Apex's older Commons refuses what is too narrow even for an empty text, and takes halves of pairs one by one.
                    if (m[2].equals("abbreviate") && text.isEmpty()) continue;
                    if (Set.of("indexOfAnyBut", "lastIndexOfIgnoreCase").contains(m[2]) && text.contains("\ud83d")) continue;
                    Object answer;
                    try {
                        answer = method(m[1], m[2], given).invoke(null, given);
                    } catch (InvocationTargetException thrown) {
                        continue;
                    }
                    if (answer instanceof String[] parts) {
                        if (parts.length > 10) continue;
                        answer = "(" + String.join(", ", parts) + ")";
                    }
                    // Half a pair is no text in UTF-8.
                    if (answer != null && answer.toString().codePoints().anyMatch(c -> c >= 0xd800 && c < 0xe000)) continue;
                    out.append(escape(m[0]));
                    for (Object value : own) out.append('\t').append(value instanceof Integer ? "#" : "").append(escape(value));
                    out.append('\t').append(answer == null ? "null" : escape(answer)).append('\n');
                }
            }
        }
        System.out.write(out.toString().getBytes("UTF-8"));
        System.out.flush();
    }
}
