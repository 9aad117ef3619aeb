package io.gitlab.gopgo.testing.google;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// The access tokens that were issued: whose they are, what for, and how long.
public final class AccessTokens {
  /// Scopes of which a reader of profiles needs one.
  private static final Set<String> SUFFICIENT =
      Set.of(
          "https://www.googleapis.com/auth/cloud-platform",
          "https://www.googleapis.com/auth/monitoring",
          "https://www.googleapis.com/auth/monitoring.write");

  private final Map<String, Grant> grants = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private volatile Duration lifetime = Duration.ofHours(1);

  /// @param member as IAM spells it: `serviceAccount:…`, `user:…`, `principal://…`
  record Grant(String member, Set<String> scopes, Instant expires) {
    boolean readsProfiles() {
      return scopes.stream().anyMatch(SUFFICIENT::contains);
    }
  }

  /// How long the tokens of now on are good for: an hour unless set. Google's client renews a token
  /// that has less than some four minutes left.
  public void setLifetime(Duration time) {
    lifetime = time;
  }

  public Duration lifetime() {
    return lifetime;
  }

  /// A token of a member for all of Google's cloud.
  public String issue(String member) {
    return issue(member, Set.of("https://www.googleapis.com/auth/cloud-platform"), lifetime);
  }

  String issue(String member, Set<String> scopes, Duration time) {
    String secret = "ya29.stand-in-" + count.incrementAndGet() + "-" + member.hashCode();
    grants.put(secret, new Grant(member, scopes, Instant.now().plus(time)));
    return secret;
  }

  /// Makes all tokens of until now worthless, before their owners could know.
  public void expireAll() {
    grants.clear();
  }

  /// How many were issued.
  public int count() {
    return count.get();
  }

  Optional<Grant> find(String secret) {
    return Optional.ofNullable(grants.get(secret))
        .filter(grant -> Instant.now().isBefore(grant.expires()));
  }
}
