package io.gitlab.gopgo.judge;

/// One rule's answer.
///
/// @param rule the rule's name, the same in every report
/// @param figure what was found, in words and units; empty where there is no number to it
/// @param threshold what it is held against; empty where there is none
/// @param sentence what it means, for people
/// @param subject what it is about, as the data has it: a path, a profile's name; empty for the
///   profile as a whole. Kept apart, because text from data must not be taken for our own.
public record Finding(
    String rule, Level level, String figure, String threshold, String sentence, String subject) {
  /// How much a finding matters.
  public enum Level {
    NOTE,
    WARNING,
    /// Reason enough not to deliver the profile.
    WITHHOLDS
  }
}
