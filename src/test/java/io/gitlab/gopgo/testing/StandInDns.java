package io.gitlab.gopgo.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A name server for a few names, over UDP (RFC 1035, RFC 2782).
public final class StandInDns implements AutoCloseable {
  private static final int A = 1;
  private static final int SRV = 33;
  private static final int HEADER = 12;
  private static final int NO_SUCH_NAME = 3;

  private final DatagramSocket socket;
  private final Map<String, List<byte[]>> records = new ConcurrentHashMap<>();

  public StandInDns() throws IOException {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  public String hostAndPort() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  public void address(String name, String address) throws IOException {
    add(name, A, InetAddress.ofLiteral(address).getAddress());
  }

  public void service(String name, int port, String host) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeShort(10);
    out.writeShort(5);
    out.writeShort(port);
    for (String label : host.split("\\.", -1)) {
      out.writeByte(label.length());
      out.writeBytes(label);
    }
    out.writeByte(0);
    add(name, SRV, bytes.toByteArray());
  }

  private void add(String name, int type, byte[] data) {
    records.computeIfAbsent(name + " " + type, _ -> new CopyOnWriteArrayList<>()).add(data);
    records.computeIfAbsent(name, _ -> List.of());
  }

  @Override
  public void close() {
    socket.close();
  }

  private void serve() {
    byte[] buffer = new byte[512];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        socket.receive(packet);
        byte[] answer = answer(buffer);
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private byte[] answer(byte[] query) throws IOException {
    StringBuilder name = new StringBuilder();
    int at = HEADER;
    while (query[at] != 0) {
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII));
      at += query[at] + 1;
    }
    int type = query[at + 2];
    List<byte[]> found = records.getOrDefault(name + " " + type, List.of());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(query, 0, 2);
    out.writeShort(0x8480 | (records.containsKey(name.toString()) ? 0 : NO_SUCH_NAME));
    out.writeShort(1);
    out.writeShort(found.size());
    out.writeInt(0);
    out.write(query, HEADER, at + 5 - HEADER);
    for (byte[] data : found) {
      out.writeShort(0xc000 | HEADER);
      out.writeShort(type);
      out.writeShort(1);
      out.writeInt(60);
      out.writeShort(data.length);
      out.write(data);
    }
    return bytes.toByteArray();
  }
}
