// SPDX-License-Identifier: Apache-2.0
// An HTTP server on a free loopback port that answers the n-th request with the n-th reply of a script, lies included:
// short bodies, wrong lengths, connections that close, reset or never answer. Deterministic: requests are numbered in
// the order they arrive. For tests only. Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace bouclier::fakes {

struct SeenRequest {
  std::string method, target;                  // target: path and query, as on the wire
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;
};

struct ScriptedReply {
  enum class Ending : uint8_t {
    kKeepOpen,
    kClose,    // after what was sent
    kReset,    // RST after what was sent
    kSilence,  // nothing more, connection held until the server ends
  };
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::optional<uint64_t> claimed_length;  // Content-Length instead of the body's
  bool send_nothing = false;               // not even a status line
  Ending ending = Ending::kKeepOpen;

  static ScriptedReply Ok(std::string body = "") { return {200, {}, std::move(body), {}, false, Ending::kKeepOpen}; }
  static ScriptedReply Status(int status, std::string body = "") {
    return {status, {}, std::move(body), {}, false, Ending::kKeepOpen};
  }
  // The request was read whole (and may be said to have happened), the answer is lost.
  static ScriptedReply ResetWithoutAnswer() { return {0, {}, "", {}, true, Ending::kReset}; }
  static ScriptedReply CloseWithoutAnswer() { return {0, {}, "", {}, true, Ending::kClose}; }
  static ScriptedReply NeverAnswer() { return {0, {}, "", {}, true, Ending::kSilence}; }
  ScriptedReply With(std::string name, std::string value) && {
    headers.emplace_back(std::move(name), std::move(value));
    return std::move(*this);
  }
  ScriptedReply Claiming(uint64_t length) && {
    claimed_length = length;
    ending = Ending::kClose;
    return std::move(*this);
  }
};

class ScriptedHttpServer {
 public:
  // `number` counts from 0.
  using Answer = std::function<ScriptedReply(const SeenRequest& request, size_t number)>;
  explicit ScriptedHttpServer(Answer answer);
  // After the last reply of the script every request gets 418, so that a test sees it asked too much.
  explicit ScriptedHttpServer(std::vector<ScriptedReply> script);
  ScriptedHttpServer(const ScriptedHttpServer&) = delete;
  ScriptedHttpServer& operator=(const ScriptedHttpServer&) = delete;
  ~ScriptedHttpServer();

  uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::vector<SeenRequest> requests() const;
  size_t connections() const { return connections_; }

 private:
  void Listen();
  void Accept();
  void Serve(int connection);

  Answer answer_;
  int listener_ = -1;
  uint16_t port_ = 0;
  std::atomic<size_t> connections_{0};
  mutable std::mutex mutex_;  // guards seen_, open_, workers_
  std::vector<SeenRequest> seen_;
  std::vector<int> open_;
  std::vector<std::thread> workers_;
  std::atomic<bool> ending_{false};
  std::thread acceptor_;
};

}  // namespace bouclier::fakes
