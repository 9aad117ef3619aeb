package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.config.Section;
import io.gitlab.gopgo.merge.Guard;
import io.gitlab.gopgo.merge.Weighing;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the section `weigh`.
final class WeighSettings {
  private static final Pattern MULTIPLIER = Pattern.compile("\\d{1,4}(?:\\.\\d{1,6})?");
  private static final Pattern AGE = Pattern.compile("([1-9]\\d{0,3})([dh])");

  /// Thirds in percent don't add up to a hundred.
  private static final double ROUNDING = 0.001;

  private WeighSettings() {}

  /// @param inherited what stands for missing fields
  /// @param sources the names of those there are
  /// @param today decides which entries of the guard have expired
  static Weighing read(Section weigh, Weighing inherited, Set<String> sources, LocalDate today) {
    Weighing weighing =
        new Weighing(
            weigh
                .optionalSection("sources")
                .map(section -> sources(section, sources))
                .orElse(inherited.sources()),
            weigh
                .optionalSection("versions")
                .map(WeighSettings::versions)
                .orElse(inherited.versions()),
            share(weigh, "cap", inherited.cap()),
            share(weigh, "durations", inherited.durations()),
            weigh.has("guard") ? Guard.of(weigh.texts("guard"), today) : inherited.guard());
    weigh.done();
    return weighing;
  }

  /// Shares say nothing of a source that has none.
  static void requireShares(Section service, Weighing weighing, List<String> used) {
    if (weighing.sources() instanceof Weighing.Sources.Shares(Map<String, Double> shares)) {
      for (String source : used) {
        if (!shares.containsKey(source)) {
          throw service.failure(
              "from",
              "%s has no share in `weigh`, where %s have"
                  .formatted(source, String.join(", ", shares.keySet())));
        }
      }
    }
  }

  private static OptionalDouble share(Section weigh, String field, OptionalDouble inherited) {
    if (!weigh.has(field)) {
      return inherited;
    }
    double share = weigh.percent(field, 0);
    if (share == 0) {
      throw weigh.failure(field, "expected more than 0%");
    }
    return OptionalDouble.of(share);
  }

  private static Weighing.Sources sources(Section section, Set<String> known) {
    Map<String, Double> shares = new TreeMap<>();
    Map<String, Double> multipliers = new TreeMap<>();
    for (String name : section.names()) {
      if (!known.contains(name)) {
        throw section.unknown(name, name, "source", known);
      }
      if (section.text(name).endsWith("%")) {
        shares.put(name, section.percent(name, 0));
      } else {
        multipliers.put(
            name,
            section.parsed(
                name,
                0.0,
                "a share such as 90% or a multiplier such as 0.5",
                text ->
                    MULTIPLIER.matcher(text).matches()
                        ? Optional.of(Double.parseDouble(text))
                        : Optional.empty()));
      }
      if (Math.max(shares.getOrDefault(name, 0.0), multipliers.getOrDefault(name, 0.0)) == 0) {
        throw section.failure(
            name, "expected more than 0; to leave a source out, don't name it in `from`");
      }
    }
    if (!shares.isEmpty() && !multipliers.isEmpty()) {
      throw section.failure(
          "", "expected shares such as 90% or multipliers such as 0.5, found both");
    }
    double sum = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    if (!shares.isEmpty() && Math.abs(sum - 1) > ROUNDING) {
      throw section.failure(
          "", "expected shares that add up to 100%%, found %s%%".formatted(number(sum * 100)));
    }
    return shares.isEmpty()
        ? new Weighing.Sources.Multipliers(multipliers)
        : new Weighing.Sources.Shares(shares);
  }

  private static String number(double number) {
    return Double.toString(Math.round(number * 1e3) / 1e3).replaceAll("\\.0$", "");
  }

  private static Weighing.Versions versions(Section section) {
    if (section.has("newest") == section.has("halfLife")) {
      throw section.failure("", "expected either newest or halfLife");
    }
    Weighing.Versions versions =
        section.has("newest")
            ? new Weighing.Versions.Newest(
                Math.toIntExact(Math.min(Integer.MAX_VALUE, section.number("newest", 1, 1))))
            : new Weighing.Versions.HalfLife(
                section.parsed(
                    "halfLife", Duration.ZERO, "a time such as 7d or 36h", WeighSettings::age));
    section.done();
    return versions;
  }

  private static Optional<Duration> age(String text) {
    Matcher match = AGE.matcher(text);
    return match.matches()
        ? Optional.of(
            match.group(2).equals("d")
                ? Duration.ofDays(Long.parseLong(match.group(1)))
                : Duration.ofHours(Long.parseLong(match.group(1))))
        : Optional.empty();
  }
}
