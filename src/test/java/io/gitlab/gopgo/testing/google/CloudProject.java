package io.gitlab.gopgo.testing.google;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;

/// A project of Google's cloud: its profiles, how it lists them, and who may see them.
public final class CloudProject {
  private final String id;
  private final long number;
  private final List<UploadedProfile> profiles = new ArrayList<>();
  private final Set<String> viewers = new HashSet<>();
  private final Map<Long, Skip> skips = new HashMap<>();
  private final Map<String, Integer> calls = new HashMap<>();
  private long generated;
  private LongFunction<UploadedProfile> generator = index -> profiles.get((int) index);
  private List<Order> orders = List.of(Order.asUploaded());
  private int passes;
  private int epoch;
  private int pageLimit = 1000;
  private boolean enabled = true;
  private Style style = new Style(false, true, false);

  private record Skip(int profiles, int times) {}

  /// How the JSON differs between what the documentation shows and what it allows.
  record Style(boolean numbers, boolean instances, boolean unknownFields) {}

  /// What one call lists.
  ///
  /// @param skipped how many of the last ones can't be read just now
  record Page(
      long offset, int size, int skipped, String nextToken, LongFunction<UploadedProfile> at) {}

  CloudProject(String id, long number) {
    this.id = id;
    this.number = number;
  }

  // What there is.

  public synchronized CloudProject add(UploadedProfile... more) {
    profiles.addAll(List.of(more));
    return this;
  }

  /// Forgets what was added, as Google does after 30 days.
  public synchronized CloudProject forget() {
    profiles.clear();
    return this;
  }

  /// Lists `count` profiles that are made one at a time when a page asks for them, instead of those
  /// that were added.
  public synchronized CloudProject generate(long count, LongFunction<UploadedProfile> byIndex) {
    generated = count;
    generator = byIndex;
    return this;
  }

  // How it is listed.

  /// The orders of the first pass, the second, and so on; the last one stays. A pass begins with a
  /// call without a page token and keeps its order to its end.
  public synchronized CloudProject order(Order... byPass) {
    orders = List.of(byPass);
    passes = 0;
    return this;
  }

  /// The most that a page holds, whatever is asked for: a page may be shorter than asked though
  /// more follow, as Google's API guidelines (AIP-158) allow.
  public synchronized CloudProject shortPages(int profilesPerPage) {
    pageLimit = profilesPerPage;
    return this;
  }

  /// Leaves the last profiles of a page out and says so, in the first `times` calls for that page
  /// with the same parameters. Pages count from 1.
  public synchronized CloudProject skip(long page, int profilesOfIt, int times) {
    skips.put(page, new Skip(profilesOfIt, times));
    return this;
  }

  public CloudProject skipAlways(long page, int profilesOfIt) {
    return skip(page, profilesOfIt, Integer.MAX_VALUE);
  }

  /// Makes all page tokens of until now bad ones.
  public synchronized CloudProject expirePageTokens() {
    epoch++;
    return this;
  }

  /// The token of any page, as a walk from the first one would have found it in the first pass.
  public synchronized String pageToken(long page, int pageSize, String fields) {
    return new PageToken((page - 1) * size(pageSize), 0, epoch).text(parameters(pageSize, fields));
  }

  /// Writes `profileType` as a number, which proto3 allows.
  public synchronized CloudProject typesAsNumbers() {
    style = new Style(true, style.instances(), style.unknownFields());
    return this;
  }

  /// Leaves the profiles' own `labels` out.
  public synchronized CloudProject withoutInstanceLabels() {
    style = new Style(style.numbers(), false, style.unknownFields());
    return this;
  }

  /// Adds fields that no client knows, on every level, unless a mask leaves them out.
  public synchronized CloudProject withUnknownFields() {
    style = new Style(style.numbers(), style.instances(), true);
    return this;
  }

  // Who may see it.

  /// Gives a member `roles/cloudprofiler.viewer`: `serviceAccount:…`, `user:…`, `principal://…`.
  public synchronized CloudProject grant(String member) {
    viewers.add(member);
    return this;
  }

  public synchronized CloudProject revoke(String member) {
    viewers.remove(member);
    return this;
  }

  public synchronized CloudProject disableApi() {
    enabled = false;
    return this;
  }

  public String id() {
    return id;
  }

  public long number() {
    return number;
  }

  // For the parts of the stand-in.

  synchronized boolean isViewer(String member) {
    return viewers.contains(member);
  }

  synchronized boolean isEnabled() {
    return enabled;
  }

  synchronized Style style() {
    return style;
  }

  /// The page that a call asks for; `token` is empty on the first one of a pass.
  synchronized Page page(int pageSize, String fields, String token) {
    String parameters = parameters(pageSize, fields);
    PageToken start =
        token.isEmpty()
            ? new PageToken(0, Math.min(passes++, orders.size() - 1), epoch)
            : PageToken.of(token, parameters);
    if (start.epoch() != epoch) {
      throw GoogleError.badPageToken();
    }
    long count = generated > 0 ? generated : profiles.size();
    int size = Math.clamp(count - start.offset(), 0, size(pageSize));
    long end = start.offset() + size;
    return new Page(
        start.offset(),
        size,
        Math.min(size, skipped(start.offset() / size(pageSize) + 1, parameters)),
        end < count ? new PageToken(end, start.order(), epoch).text(parameters) : "",
        ordered(orders.get(Math.min(start.order(), orders.size() - 1))));
  }

  private int skipped(long page, String parameters) {
    Skip skip = skips.getOrDefault(page, new Skip(0, 0));
    int call = calls.merge(page + "\n" + parameters, 1, Integer::sum);
    return call <= skip.times() ? skip.profiles() : 0;
  }

  private LongFunction<UploadedProfile> ordered(Order order) {
    if (generated > 0) {
      LongFunction<UploadedProfile> made = generator;
      LongUnaryOperator index = order.of(generated);
      return place -> made.apply(index.applyAsLong(place));
    }
    List<UploadedProfile> all = List.copyOf(profiles);
    LongUnaryOperator index = order.of(all);
    return place -> all.get((int) index.applyAsLong(place));
  }

  private int size(int pageSize) {
    return Math.min(pageSize == 0 ? 1000 : pageSize, pageLimit);
  }

  /// What a page token insists on.
  private String parameters(int pageSize, String fields) {
    return String.join("\n", id, Integer.toString(pageSize), fields);
  }
}
