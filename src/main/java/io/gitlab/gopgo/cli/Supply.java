package io.gitlab.gopgo.cli;

import io.gitlab.gopgo.collect.Answer;
import io.gitlab.gopgo.collect.Pass;
import java.util.List;
import java.util.Map;

/// Where a refresh has its profiles from: sources that it passes itself, or a job before it.
interface Supply {
  /// Gets what these services are fed by.
  void collect(List<Settings.Service> services);

  /// What there is for one of them.
  Answer of(Settings.Service service);

  /// What passes over servers cost, by source.
  Map<String, Pass.Listing> listings();
}
