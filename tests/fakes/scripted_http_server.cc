// SPDX-License-Identifier: Apache-2.0
#include "fakes/scripted_http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace bouclier::fakes {

namespace {

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// Reads until `buffer` holds `wanted` bytes or an empty line (wanted = 0); false when the peer is gone.
bool Fill(int connection, std::string& buffer, size_t wanted) {
  while (wanted == 0 ? buffer.find("\r\n\r\n") == std::string::npos : buffer.size() < wanted) {
    char chunk[16384];
    const ssize_t got = ::recv(connection, chunk, sizeof chunk, 0);
    if (got <= 0) return false;
    buffer.append(chunk, static_cast<size_t>(got));
  }
  return true;
}

bool ReadRequest(int connection, std::string& buffer, SeenRequest& request) {
  if (!Fill(connection, buffer, 0)) return false;
  const size_t head_end = buffer.find("\r\n\r\n");
  std::string head = buffer.substr(0, head_end + 2);
  buffer.erase(0, head_end + 4);
  const std::string first = head.substr(0, head.find("\r\n"));
  request.method = first.substr(0, first.find(' '));
  request.target = first.substr(request.method.size() + 1, first.rfind(' ') - request.method.size() - 1);
  for (size_t at = first.size() + 2; at < head.size();) {
    const size_t end = head.find("\r\n", at);
    const std::string line = head.substr(at, end - at);
    const size_t colon = line.find(':');
    if (colon != std::string::npos) {
      const size_t start = line.find_first_not_of(' ', colon + 1);
      request.headers[Lower(line.substr(0, colon))] = start == std::string::npos ? "" : line.substr(start);
    }
    at = end + 2;
  }
  const size_t length = request.headers.count("content-length") > 0
                            ? std::strtoul(request.headers["content-length"].c_str(), nullptr, 10)
                            : 0;
  if (length > 0 && !Fill(connection, buffer, length)) return false;
  request.body = buffer.substr(0, length);
  buffer.erase(0, length);
  return true;
}

void SendAll(int connection, const std::string& text) {
  for (size_t sent = 0; sent < text.size();) {
    const ssize_t now = ::send(connection, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (now <= 0) return;
    sent += static_cast<size_t>(now);
  }
}

std::string Serialise(const ScriptedReply& reply, const std::string& method) {
  std::string out = "HTTP/1.1 " + std::to_string(reply.status) + " Scripted\r\n";
  bool has_length = reply.status == 204;
  for (const auto& [name, value] : reply.headers) {
    out += name + ": " + value + "\r\n";
    has_length = has_length || Lower(name) == "content-length";
  }
  if (!has_length)
    out += "Content-Length: " + std::to_string(reply.claimed_length.value_or(reply.body.size())) + "\r\n";
  out += "\r\n";
  return method == "HEAD" ? out : out + reply.body;
}

}  // namespace

ScriptedHttpServer::ScriptedHttpServer(Answer answer) : answer_(std::move(answer)) { Listen(); }

ScriptedHttpServer::ScriptedHttpServer(std::vector<ScriptedReply> script)
    : answer_([script = std::move(script)](const SeenRequest&, size_t number) {
        return number < script.size() ? script[number] : ScriptedReply::Status(418);
      }) {
  Listen();
}

void ScriptedHttpServer::Listen() {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    std::abort();
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

ScriptedHttpServer::~ScriptedHttpServer() {
  ending_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  std::vector<std::thread> workers;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const int connection : open_) ::shutdown(connection, SHUT_RDWR);
    workers.swap(workers_);
  }
  for (std::thread& worker : workers) worker.join();
  ::close(listener_);
}

std::vector<SeenRequest> ScriptedHttpServer::requests() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return seen_;
}

void ScriptedHttpServer::Accept() {
  while (!ending_) {
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    const int on = 1;
    ::setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ++connections_;
    const std::lock_guard<std::mutex> lock(mutex_);
    open_.push_back(connection);
    workers_.emplace_back([this, connection] { Serve(connection); });
  }
}

void ScriptedHttpServer::Serve(int connection) {
  std::string buffer;
  bool going_on = true;
  while (going_on) {
    SeenRequest request;
    if (!ReadRequest(connection, buffer, request)) break;
    size_t number = 0;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      number = seen_.size();
      seen_.push_back(request);
    }
    const ScriptedReply reply = answer_(request, number);
    if (!reply.send_nothing) SendAll(connection, Serialise(reply, request.method));
    if (reply.ending == ScriptedReply::Ending::kSilence)
      Fill(connection, buffer, SIZE_MAX);  // until the destructor shuts it
    if (reply.ending == ScriptedReply::Ending::kReset) {
      const linger now{1, 0};
      ::setsockopt(connection, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    going_on = reply.ending == ScriptedReply::Ending::kKeepOpen;
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    open_.erase(std::remove(open_.begin(), open_.end(), connection), open_.end());
  }
  ::close(connection);
}

}  // namespace bouclier::fakes
