package io.gitlab.gopgo.collect.endpoints;

import io.gitlab.gopgo.config.Section;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
import javax.naming.directory.InitialDirContext;

/// Asks for the addresses behind a name.
///
/// @param server `host:port` of a server other than the system's, such as Consul's on port 8600
record Dns(Optional<String> server) {
  private static final String PROVIDER = "com.sun.jndi.dns.DnsContextFactory";

  /// Reads a field that is a host's name.
  static String name(Section entry, String field) {
    String name = entry.text(field);
    if (!name.matches("[A-Za-z0-9._-]{1,253}")) {
      throw entry.failure(field, "expected a host's name, found \"%s\"".formatted(name));
    }
    return name;
  }

  /// Reads `dnsServer`.
  static Dns read(Section entry) {
    Optional<String> server = entry.optionalText("dnsServer");
    if (server.filter(text -> !text.matches("[A-Za-z0-9._-]+(:[0-9]{1,5})?")).isPresent()) {
      throw entry.failure("dnsServer", "expected host:port, found \"%s\"".formatted(server.get()));
    }
    return new Dns(server);
  }

  /// The addresses of a name, as they stand in a URL. A host of both families would be recorded
  /// twice, so IPv6 counts only where there is no IPv4.
  List<String> addresses(String name) throws IOException {
    if (server.isEmpty()) {
      try {
        return preferred(Arrays.asList(InetAddress.getAllByName(name)));
      } catch (UnknownHostException e) {
        throw new IOException("dns %s: the name can't be resolved".formatted(name), e);
      }
    }
    List<String> all = records(name, "A");
    if (all.isEmpty()) {
      all = records(name, "AAAA").stream().map("[%s]"::formatted).toList();
    }
    if (all.isEmpty()) {
      throw new IOException("dns %s: the name has no address".formatted(name));
    }
    return all;
  }

  private static List<String> preferred(List<InetAddress> all) {
    List<String> four =
        all.stream()
            .filter(Inet4Address.class::isInstance)
            .map(InetAddress::getHostAddress)
            .distinct()
            .sorted()
            .toList();
    return !four.isEmpty()
        ? four
        : all.stream()
            .filter(Inet6Address.class::isInstance)
            .map(address -> "[" + address.getHostAddress().replaceFirst("%.*", "") + "]")
            .distinct()
            .sorted()
            .toList();
  }

  /// `host:port` of each SRV record: "priority weight port host.".
  List<String> services(String name) throws IOException {
    List<String> services = new ArrayList<>();
    for (String text : records(name, "SRV")) {
      String[] fields = text.strip().split("\\s+", -1);
      if (fields.length != 4) {
        throw new IOException("srv %s: no SRV record: \"%s\"".formatted(name, text));
      }
      services.add(fields[3].replaceFirst("\\.$", "") + ":" + fields[2]);
    }
    if (services.isEmpty()) {
      throw new IOException("srv %s: the name has no SRV record".formatted(name));
    }
    return services;
  }

  /// The values of one type of record.
  // JNDI is dangerous where names are of strangers: these are of the settings, and never URLs.
  @SuppressWarnings({"BanJNDI", "JdkObsolete"})
  private List<String> records(String name, String type) throws IOException {
    Hashtable<String, String> environment = new Hashtable<>();
    environment.put(Context.INITIAL_CONTEXT_FACTORY, PROVIDER);
    environment.put(Context.PROVIDER_URL, "dns://" + server.orElse(""));
    environment.put("com.sun.jndi.dns.timeout.initial", "2000");
    environment.put("com.sun.jndi.dns.timeout.retries", "3");
    try {
      InitialDirContext context = new InitialDirContext(environment);
      try {
        Attributes attributes = context.getAttributes(name, new String[] {type});
        Attribute values = attributes.get(type);
        List<String> records = new ArrayList<>();
        for (int i = 0; values != null && i < values.size(); i++) {
          records.add(String.valueOf(values.get(i)));
        }
        Collections.sort(records);
        return records;
      } finally {
        context.close();
      }
    } catch (NameNotFoundException e) {
      throw new IOException("%s: DNS knows no such name".formatted(name), e);
    } catch (NamingException e) {
      throw new IOException(
          "%s: DNS didn't answer the question for %s: %s".formatted(name, type, e.getMessage()), e);
    }
  }
}
