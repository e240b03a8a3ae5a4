// Writes what the JDK answers into the data files beside this folder. Run: java Expected.java ..
// Fields are separated by tabs; \t, \n, \r and \\ stand for themselves escaped, \0 for null.

import java.io.*;
import java.math.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.text.*;
import java.time.*;
import java.time.temporal.*;
import java.util.*;
import java.util.regex.*;

public class Expected {
    static final Random RANDOM = new Random(20260101);
    static PrintWriter out;

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        write(folder, "regex.tsv", Expected::regex);
        write(folder, "decimal.tsv", Expected::decimal);
        write(folder, "date.tsv", Expected::date);
        write(folder, "datetime.tsv", Expected::datetime);
        write(folder, "number.tsv", Expected::number);
        write(folder, "message_format.tsv", Expected::messageFormat);
        write(folder, "string.tsv", Expected::string);
    }

    static void write(Path folder, String name, Runnable part) throws IOException {
        out = new PrintWriter(Files.newBufferedWriter(folder.resolve(name), StandardCharsets.UTF_8));
        part.run();
        out.close();
    }

    static void row(Object... fields) {
        StringBuilder line = new StringBuilder();
        for (Object field : fields) {
            if (line.length() > 0) line.append('\t');
            line.append(field == null ? "\\0" : escape(field.toString()));
        }
        out.print(line + "\n");
    }

    static String escape(String text) {
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r");
    }

    // Regular expressions -------------------------------------------------------------------------------------------

    static final String[] PATTERNS = {
        "", "a", "a*", "a+", "a?", "a*?", "a+?", "a??", "a*+", "a++", "a?+", "a{2}", "a{2,}", "a{1,3}?", "a{0,2}+b", "ab|a", "a|ab",
        "(a|ab)(c|bcd)(d*)", "(a)|b", "(a*)*", "(a*)+", "(a|b)*", "(a|b)*?c", "((a)|b)+", "(?:a|b)+", "(a(b)?)+", "(a?)*b",
        "(|a)+", "(a|)+", "(a){0}b", "[abc]", "[^abc]", "[a-c]+", "[a-cx-z]+", "[^a-c]+", "[a-z&&[^m-p]]+", "[a-z&&[def]]",
        "[a-d[m-p]]+", "[\\w&&[^\\d]]+", "[\\]a]+", "[a\\-z]+", "[-a]+", "[a-]+", "[\\\\]", "[.^$|?*+(){}]+", "[&]", "[a&&b]",
        "\\d+", "\\D+", "\\w+", "\\W+", "\\s+", "\\S+", "\\h+", "\\v+", "\\R", "\\bcat\\b", "\\b\\w", "\\Bat", "^a", "a$", "^a$",
        "^", "$", "\\Aa", "a\\Z", "a\\z", "(?m)^a", "(?m)a$", "(?m)^$", "(?s)a.b", "a.b", "(?i)AbC", "(?i)[a-c]+", "(?-i)a",
        "(?i:a)b", "a(?i)b", "(?x) a b # comment", "(?d)a.b", "(?iu)É", "(?u)é", "a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b",
        "(?<=ab|c)d", "(?<=a{1,3})b", "(?<!\\w)cat", "(?=(a+))a*b\\1", "(?>a+)b", "(?>a|ab)c", "(a+)\\1", "(a)(b)\\2\\1",
        "(?<x>a+)-\\k<x>", "(\\w)\\1", "(?i)(a)\\1", "\\1(a)", "(a)\\12", "\\Qa.b\\E", "\\Q\\E", "\\Qa\\E+", "\\.", "\\$", "\\(a\\)",
        "\\x41", "\\u0041", "\\x{41}", "\\0101", "\\t", "\\n", "\\r\\n", "\\e", "\\a", "\\f", "\\cA", "\\p{L}+", "\\p{Lu}", "\\P{L}+",
        "\\pL+", "\\p{IsLatin}+", "\\p{InGreek}+", "\\p{Alpha}+", "\\p{Punct}+", "\\p{Upper}", "\\p{Space}", "\\p{XDigit}+",
        "\\p{IsAlphabetic}+", "[\\p{L}&&[^\\p{Lu}]]+", "\\p{javaLowerCase}+", "(?U)\\w+", "(?i)\\p{Lu}+", ".", ".*", ".+", ".*?",
        "(.*)(\\d+)", "(.*?)(\\d+)", "(\\d{4})-(\\d{2})-(\\d{2})", "^(\\w+)@(\\w+)\\.com$", "[A-Z][a-z]+", "\\s*,\\s*", "(?<=,)", "(?=[A-Z])",
        ",|;", "x*", "(ab)+", "(ab){2}", "(ab){1,}?c", "((ab)c?)*", "(a+|b+)+c", "(?:(a)|b|c)*", "\\G\\d", "a|b|c|", "(?:)", "(a)(?:b)(c)",
        "(?=a)", "(?!a)", "(?!)", "\\w+(?=\\s)", "<([a-z]+)>.*?</\\1>", "\"(?:[^\"\\\\]|\\\\.)*\"", "^\\s+|\\s+$", "[aeiou]{2,}",
        "(\\$\\{)(\\w+)(\\})", "(?s)(?<=<b>).*?(?=</b>)", "-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?", "[\\u00e0-\\u00ff]+", "[^\\x00-\\x7F]", "\\X",
        "(?m)^.*$", "(?m)$", "\\Z", "\\z", "a\\R", "(?<!a|b)c", "a{3}?", "(?>x*)x", "(?:a(?=b)|a)c?", "(a(?!c)|b)*", "[^\\n]+", "[^,]*,",
    };

    static final String[] TEXTS = {
        "", "a", "aa", "aaa", "b", "ab", "aab", "abcd", "abc", "ba", "bab", "cat concat cat", "a\nb", "a\r\nb", "a\n", "a\r\n", "a\nb\na",
        "\n", "a b", "A1 b2", "2024-02-29", "joe@example.com", "a, b ,c;d", ",a,,b,", "xAxBx", "HelloWorldFoo", "<b>x</b><i>y</i>",
        "a.b", "a+b", "${name} and ${other}", "\"q\\\"uote\" x", "  trim me  ", "1.5e-3 and -42", "\u00e9\u00c9\u00e0", "\u03b1\u03b2\u03b3 abc",
        "\ud83d\ude00a", "a\ud83d\ude00b", "e\u0301x", "abab", "ababc", "aaaaab", "mississippi", "AbCaBc", "\t\u000b\f", "x\u2028y\u0085z", "a$b^c", "(a)", "-a-",
        "a-a", "aa-aa", "zzz", "[x]", "foo bar  baz", "beautiful queue", "x1y22z333", "ABC",
    };

    static void regex() {
        String[] bad = {
            "[", "(", "a{2,1}", "*a", "(?q)a", "(?<1bad>a)", "(?<x>a)(?<x>b)", "[z-a]", "(?<=(a+b)*)c", ")", "a)", "[a", "[a&&", "[]", "[^]",
            "[a-", "a{", "a{1", "a{1,", "a{x}", "a{99999999999}", "a**", "a+*", "a?+?", "+", "?", "\\p{Foo}", "\\p{IsFoo}", "\\p{InFoo}", "\\pX", "\\p{",
            "\\x", "\\xg0", "\\x{110000}", "\\x{}", "\\u12", "\\0", "\\08", "\\k", "\\k<", "\\k<a>", "\\k<a", "(?<a", "(?<a>", "(?", "(?:", "(?=", "(?<=",
            "(?<!", "(?i", "(?i:", "(?i-", "(?#c)", "\\c", "\\y", "\\q", "\\b{x}", "[\\b]", "[a-\\d]", "[a[b]", "(?z)", "\\p{sc=Foo}", "\\p{foo=bar}",
            "\\E", "a|*", "a{,2}", "{", "a{2}*", "(?<n_1>a)", "(?<>a)", "(?P<a>b)", "(?>a", "(?!a", "(?<=(ab)*)c", "(?<=\\1(a))b",
        };
        for (String pattern : bad) {
            try {
                Pattern.compile(pattern);
                throw new IllegalStateException(pattern);
            } catch (PatternSyntaxException e) {
                // The platform says it as newer JDKs do.
                row("error", pattern, e.getMessage());
            }
        }
        for (String pattern : PATTERNS) {
            Pattern compiled = Pattern.compile(pattern);
            for (String text : TEXTS) {
                boolean wide = !text.chars().allMatch(c -> c < 128);
                // The platform's newer JDK takes only ASCII letters for \b.
                if (wide && (pattern.contains("\\b") || pattern.contains("\\B"))) continue;
                // Half a surrogate pair is no text here.
                if (text.codePoints().anyMatch(c -> c > 0xffff)) continue;
                // A part of them all is enough.
                if (RANDOM.nextInt(5) > 1) continue;
                StringBuilder found = new StringBuilder();
                Matcher matcher = compiled.matcher(text);
                for (int i = 0; i < 12; i++) {
                    boolean more = matcher.find();
                    found.append(more ? 'f' : '-').append(matcher.hitEnd() ? 'h' : '.').append(matcher.requireEnd() ? 'r' : '.');
                    if (!more) break;
                    for (int g = 0; g <= matcher.groupCount(); g++) {
                        found.append(g == 0 ? "" : ",").append(matcher.start(g)).append(':').append(matcher.end(g));
                    }
                    found.append(' ');
                }
                matcher.reset();
                String whole = matcher.matches() + "" + matcher.hitEnd() + matcher.requireEnd();
                String begin = matcher.lookingAt() + "" + matcher.hitEnd() + matcher.requireEnd();
                String replaced = matcher.replaceAll("<$0>");
                row("match", pattern, text, found, letters(whole), letters(begin), replaced, String.join("\u0001", text.split(pattern)),
                    String.join("\u0001", text.split(pattern, -1)), String.join("\u0001", text.split(pattern, 2)));
            }
        }
    }

    static String letters(String flags) {
        return flags.replace("true", "t").replace("false", "f");
    }

    // Decimals ------------------------------------------------------------------------------------------------------

    static BigDecimal someDecimal() {
        int digits = RANDOM.nextInt(RANDOM.nextInt(4) == 0 ? 30 : 9) + 1;
        StringBuilder text = new StringBuilder(RANDOM.nextBoolean() ? "" : "-");
        for (int i = 0; i < digits; i++) text.append((char) ('0' + (RANDOM.nextInt(3) == 0 ? "0509".charAt(RANDOM.nextInt(4)) - '0' : RANDOM.nextInt(10))));
        BigInteger unscaled = new BigInteger(text.toString());
        return new BigDecimal(unscaled, RANDOM.nextInt(8) == 0 ? 0 : RANDOM.nextInt(Math.min(digits + 3, 18)));
    }

    static void decimal() {
        String[] edges = { "0", "0.0", "0.00", "1", "-1", "0.5", "-0.5", "1.5", "2.5", "-2.5", "0.1", "0.05", "0.005", "999999999.999", "100", "100.00",
            "0.0001", "123456789012345678901234567890", "-0.00000001", "9.99", "10.10", "2147483647", "-2147483648", "9223372036854775807" };
        List<BigDecimal> values = new ArrayList<>();
        for (String edge : edges) values.add(new BigDecimal(edge));
        for (int i = 0; i < 260; i++) values.add(someDecimal());
        for (BigDecimal a : values) {
            row("one", a.toPlainString(), a.abs().toPlainString(), a.negate().toPlainString(), a.precision(), a.scale(), a.stripTrailingZeros().toPlainString(),
                a.intValue(), a.longValue(), a.doubleValue());
        }
        for (int i = 0; i < 900; i++) {
            BigDecimal a = values.get(RANDOM.nextInt(values.size())), b = values.get(RANDOM.nextInt(values.size()));
            row("two", a.toPlainString(), b.toPlainString(), a.add(b).toPlainString(), a.subtract(b).toPlainString(), a.multiply(b).toPlainString(), a.compareTo(b));
        }
        for (int i = 0; i < 300; i++) {
            BigDecimal a = values.get(RANDOM.nextInt(values.size())), b = values.get(RANDOM.nextInt(values.size()));
            if (b.signum() == 0) continue;
            int scale = RANDOM.nextInt(12);
            Object[] fields = new Object[4 + 7];
            fields[0] = "divide"; fields[1] = a.toPlainString(); fields[2] = b.toPlainString(); fields[3] = scale;
            for (RoundingMode mode : RoundingMode.values()) {
                if (mode != RoundingMode.UNNECESSARY) fields[4 + mode.ordinal()] = a.divide(b, scale, mode).toPlainString();
            }
            row(fields);
        }
        for (int i = 0; i < 500; i++) {
            BigDecimal a = values.get(RANDOM.nextInt(values.size()));
            int scale = RANDOM.nextInt(10);
            Object[] fields = new Object[3 + 8];
            fields[0] = "scale"; fields[1] = a.toPlainString(); fields[2] = scale;
            for (RoundingMode mode : RoundingMode.values()) {
                String result;
                try { result = a.setScale(scale, mode).toPlainString(); } catch (ArithmeticException e) { result = null; }
                fields[3 + mode.ordinal()] = result;
            }
            row(fields);
        }
        for (BigDecimal a : values) {
            if (a.abs().compareTo(new BigDecimal("9e18")) > 0) continue;
            Object[] fields = new Object[2 + 7];
            fields[0] = "round"; fields[1] = a.toPlainString();
            for (RoundingMode mode : RoundingMode.values()) {
                if (mode != RoundingMode.UNNECESSARY) fields[2 + mode.ordinal()] = a.setScale(0, mode).longValue();
            }
            row(fields);
        }
        for (int i = 0; i < 120; i++) {
            BigDecimal a = someDecimal();
            int power = RANDOM.nextInt(6);
            row("pow", a.toPlainString(), power, a.pow(power).toPlainString());
        }
    }

    // Dates ---------------------------------------------------------------------------------------------------------

    static void date() {
        List<LocalDate> days = new ArrayList<>();
        for (String day : new String[] { "2024-02-29", "2023-02-28", "2000-02-29", "1900-02-28", "1999-12-31", "2026-12-31", "2024-01-01", "1970-01-01", "1969-12-31", "2100-02-28", "9999-12-31", "1700-01-01" }) {
            days.add(LocalDate.parse(day));
        }
        for (int i = 0; i < 250; i++) days.add(LocalDate.ofEpochDay(RANDOM.nextInt(150_000) - 60_000));
        for (LocalDate day : days) {
            row("day", day, day.getDayOfYear(), day.lengthOfMonth(), day.isLeapYear(), day.withDayOfMonth(1),
                day.minusDays(day.getDayOfWeek().getValue() % 7));
            int amount = RANDOM.nextInt(800) - 400;
            row("add", day, amount, plain(day.plusDays(amount)), plain(day.plusMonths(amount)), plain(day.plusYears(amount / 10)));
            LocalDate other = days.get(RANDOM.nextInt(days.size()));
            long months = (other.getYear() - day.getYear()) * 12L + other.getMonthValue() - day.getMonthValue();
            row("between", day, other, ChronoUnit.DAYS.between(day, other), months);
        }
    }

    // Years of five digits have no sign on the platform.
    static String plain(LocalDate day) {
        return day.toString().replace("+", "");
    }

    static void datetime() {
        String[] patterns = { "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.SSSZ", "yy/M/d h:m:s a", "EEE, d MMM yyyy", "EEEE MMMM", "D", "DDD", "w", "W", "F", "u",
            "k:K", "kk:KK", "H", "hh 'o''clock' a", "G", "yyyyy", "MMMMM", "E", "Z", "XXX", "X", "XX", "z", "S", "SSSS", "y", "yyy", "Y-'W'ww", "L", "''", "'quoted' dd" };
        String[] zones = { "GMT", "America/Los_Angeles", "America/New_York", "Europe/London", "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney", "Asia/Tokyo", "America/Sao_Paulo", "Pacific/Auckland" };
        List<Long> moments = new ArrayList<>(List.of(0L, -1L, 1710054000000L, 1710057600000L, 1730622600000L, 1730626200000L, 1711846800000L, 951782400000L, 4102444799999L));
        for (int i = 0; i < 60; i++) moments.add((long) (RANDOM.nextDouble() * 3.0e12) - 400_000_000_000L);
        for (long moment : moments) {
            for (int i = 0; i < 6; i++) {
                String zone = zones[RANDOM.nextInt(zones.length)];
                TimeZone timeZone = TimeZone.getTimeZone(zone);
                String pattern = patterns[RANDOM.nextInt(patterns.length)];
                SimpleDateFormat format = new SimpleDateFormat(pattern, Locale.US);
                format.setTimeZone(timeZone);
                // Names of zones come with the JDK's own tables.
                if (pattern.equals("z") && !zone.startsWith("America/L") && !zone.equals("GMT")) continue;
                row("format", moment, zone, pattern, format.format(new Date(moment)));
                row("offset", moment, zone, timeZone.getOffset(moment));
            }
        }
        for (int i = 0; i < 300; i++) {
            // Local times, also those that a change of the clocks leaves out or repeats.
            String zone = zones[RANDOM.nextInt(zones.length)];
            LocalDateTime local = i % 3 == 0 ? LocalDateTime.of(2024, 3, 10, 1 + i % 4, RANDOM.nextInt(60)) : i % 3 == 1
                ? LocalDateTime.of(2024, 11, 3, i % 4, RANDOM.nextInt(60))
                : LocalDateTime.ofEpochSecond((long) (RANDOM.nextDouble() * 2.0e9), 0, ZoneOffset.UTC);
            Calendar calendar = new GregorianCalendar(TimeZone.getTimeZone(zone));
            calendar.clear();
            calendar.set(local.getYear(), local.getMonthValue() - 1, local.getDayOfMonth(), local.getHour(), local.getMinute(), local.getSecond());
            row("local", zone, local, calendar.getTimeInMillis());
        }
    }

    // Numbers and texts ---------------------------------------------------------------------------------------------

    static void number() {
        double[] edges = { 0.0, -0.0, 1, -1, 0.1, 1.0 / 3, 100, 1e6, 9999999, 1e7, 12345678.9, 1e21, 1e22, 1e-3, 9.99e-4, 1e-5, 4.9e-324, Double.MAX_VALUE, 123456789012345680.0,
            2.2250738585072014E-308, 0.001, 1e16, 5e-324, 3.0e10 };
        for (double d : edges) row("double", Double.doubleToLongBits(d), shortest(d));
        for (int i = 0; i < 400; i++) {
            double d = i % 2 == 0 ? RANDOM.nextGaussian() * Math.pow(10, RANDOM.nextInt(20) - 6) : Double.longBitsToDouble(RANDOM.nextLong());
            if (!Double.isNaN(d) && !Double.isInfinite(d)) row("double", Double.doubleToLongBits(d), shortest(d));
        }
        for (String text : new String[] { "0", "1", "-1", "+1", "007", "2147483647", "2147483648", "-2147483648", "-2147483649", "", " 1", "1 ", "1.0", "1e3", "abc", "0x10", "--1", "+-1", "+", "-", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1_000" }) {
            row("parse", text, attempt(() -> Integer.parseInt(text)), attempt(() -> Long.parseLong(text)));
        }
    }

    // JDK 17 prints some numbers with a digit too many; the shortest text that reads back is what newer ones print.
    static String shortest(double d) {
        String best = Double.toString(d);
        for (int digits = 2; digits < 18; digits++) {
            BigDecimal rounded = new BigDecimal(d).round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == d) {
                String text = best;
                boolean exponent = best.contains("E");
                if (d == 0) return best;
                BigDecimal plain = rounded.stripTrailingZeros();
                if (exponent) {
                    String figures = plain.unscaledValue().abs().toString();
                    int power = figures.length() - 1 - plain.scale();
                    text = (d < 0 ? "-" : "") + figures.charAt(0) + "." + (figures.length() > 1 ? figures.substring(1) : "0") + "E" + power;
                } else {
                    text = plain.toPlainString();
                    if (!text.contains(".")) text += ".0";
                }
                return text;
            }
        }
        return best;
    }

    interface Attempt { Object run(); }

    static Object attempt(Attempt attempt) {
        try { return attempt.run(); } catch (RuntimeException e) { return null; }
    }

    static void messageFormat() {
        String[] patterns = { "{0}", "{0} {1}", "{1}{0}{1}", "'{0}'", "''{0}''", "it''s {0}", "it's {0}", "'{'0}", "{0}'", "a '' b", "'quoted {0} text' {1}", "{2}", "{0", "}", "{}", "{a}", "{ 0 }", "x'{1}'y{0}", "'", "''", "" , "{0}'{'{1}'}'"};
        for (String pattern : patterns) {
            row("format", pattern, attempt(() -> new MessageFormat(pattern, Locale.US).format(new Object[] { "A", "B" })));
        }
    }

    static void string() {
        String[] texts = { "", "a", "abc", "Hello World", "  pad  ", "a,b,,c,,", "MixedCASE text", "\u00e9t\u00e9 \u00df", "line\none", "x".repeat(40), "aXbXc", "123", "tab\there" };
        for (String text : texts) {
            row("hash", text, text.hashCode());
            row("case", text, text.toLowerCase(Locale.ROOT), text.toUpperCase(Locale.ROOT));
            row("trim", text, text.trim());
            for (String part : new String[] { "", "a", "b", "X", ",", "o", "zz", "text" }) {
                row("search", text, part, text.indexOf(part), text.lastIndexOf(part), text.contains(part), text.startsWith(part), text.endsWith(part), text.compareTo(part), text.replace(part, "-"));
                int from = RANDOM.nextInt(8);
                row("from", text, part, from, text.indexOf(part, from), text.lastIndexOf(part, from));
            }
        }
    }
}
