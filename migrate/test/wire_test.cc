// SPDX-License-Identifier: Apache-2.0
// The job over the real client of the old cloud, against a server that lies on the wire: F4, F5, F7.
#include <gtest/gtest.h>

#include <mutex>

#include "bouclier/store/azure_source.h"
#include "fakes/scripted_http_server.h"
#include "small_hub.h"

namespace bouclier::migrate::test {
namespace {

using fakes::ScriptedHttpServer;
using fakes::ScriptedReply;
using fakes::SeenRequest;

constexpr uint64_t kPart = 16ull << 20;
constexpr uint64_t kSize = kPart + 5000;  // two parts
constexpr uint64_t kTroubleFrom = 8ull << 20;

class AllowAll final : public ports::PlacementGuard {
 public:
  Result<void> Allow(const ports::Endpoint&) const override { return {}; }
};

// An account with one blob. `trouble` may answer a range instead of it.
class OneBlob {
 public:
  using Trouble = std::function<std::optional<ScriptedReply>(uint64_t offset, std::string right)>;
  explicit OneBlob(Bytes body) : body_(std::move(body)) {
    store::AzureOptions options;
    options.endpoint = server_.url() + "/acc";
    options.container = "cont";
    options.http.sleep = [](std::chrono::milliseconds) {};
    source = store::OpenAzureSource(options, SecretBytes::CopyOf(AsBytes(Base64(Bytes(32, 1)))), AllowAll()).value();
  }
  void Overwrite(Bytes body) {
    const std::lock_guard lock(mutex_);
    body_ = std::move(body);
    ++version_;
  }
  void SetTrouble(Trouble trouble) {
    const std::lock_guard lock(mutex_);
    trouble_ = std::move(trouble);
  }
  std::vector<SeenRequest> Ranges() const {
    std::vector<SeenRequest> ranges = server_.requests();
    std::erase_if(ranges, [](const SeenRequest& request) { return !request.headers.contains("x-ms-range"); });
    return ranges;
  }

 private:
  ScriptedReply Answer(const SeenRequest& request) {
    std::unique_lock lock(mutex_);
    const std::string etag = "\"0x" + std::to_string(version_) + "\"";
    if (request.target.find("comp=list") != std::string::npos)
      return ScriptedReply::Ok("<EnumerationResults><Blobs><Blob><Name>archive.tar</Name><Properties><Etag>" + etag +
                               "</Etag><Content-Length>" + std::to_string(body_.size()) +
                               "</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob></Blobs>"
                               "<NextMarker/></EnumerationResults>");
    if (request.method == "HEAD")
      return ScriptedReply::Ok(std::string(AsText(body_))).With("ETag", etag).With("x-ms-blob-type", "BlockBlob");
    if (request.headers.at("if-match") != etag) return ScriptedReply::Status(412);
    const std::string range = request.headers.at("x-ms-range");  // bytes=FIRST-LAST
    const uint64_t first = std::stoull(range.substr(6)), last = std::stoull(range.substr(range.find('-') + 1));
    const ByteView right = ByteView(body_).subspan(first, last - first + 1);
    if (trouble_) {
      const Trouble trouble = trouble_;
      std::string text(AsText(right));
      lock.unlock();  // it may overwrite the blob
      if (auto reply = trouble(first, std::move(text))) return std::move(*reply).With("ETag", etag);
      lock.lock();
    }
    return ScriptedReply::Status(206, std::string(AsText(right)))
        .With("ETag", etag)
        .With("Content-Range",
              "bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" + std::to_string(body_.size()));
  }

  std::mutex mutex_;  // guards body_, version_, trouble_
  Bytes body_;
  int version_ = 1;
  Trouble trouble_;
  ScriptedHttpServer server_{[this](const SeenRequest& request, size_t) { return Answer(request); }};

 public:
  std::unique_ptr<ports::ObjectSource> source;  // after the server it speaks to
};

ScriptedReply Partial(const std::string& body, uint64_t first) {
  return ScriptedReply::Status(206, body).With(
      "Content-Range",
      "bytes " + std::to_string(first) + "-" + std::to_string(first + body.size() - 1) + "/" + std::to_string(kSize));
}

struct Lie {
  const char* what;
  const char* reason;  // in the manifest, when it is told each time
  std::function<ScriptedReply(uint64_t offset, std::string right)> tell;
};
const std::vector<Lie>& Lies() {
  static const std::vector<Lie> lies = {
      {"a short body with 200", "source_damaged",
       [](uint64_t, std::string right) { return ScriptedReply::Ok(right.substr(0, right.size() / 2)); }},
      {"a short body with 206", "source_damaged",
       [](uint64_t offset, std::string right) { return Partial(right.substr(0, right.size() - 1), offset); }},
      {"a Content-Length beyond the body", "source_damaged",
       [](uint64_t offset, std::string right) { return Partial(right, offset).Claiming(right.size() + 7); }},
      {"a Content-Length below the body", "source_damaged",
       [](uint64_t offset, std::string right) { return Partial(right, offset).Claiming(right.size() - 7); }},
      {"a connection closed in the body", "source_damaged",
       [](uint64_t offset, std::string right) {
         return Partial(right.substr(0, 1000), offset).Claiming(right.size());
       }},
      {"a connection closed without an answer", "unreadable",
       [](uint64_t, std::string) { return ScriptedReply::CloseWithoutAnswer(); }},
  };
  return lies;
}

// The source ends early for good: refused by name, and nothing completed at the host. Once it is whole again the same
// command moves it.
TEST(F4ShortOnTheWire, NothingIsEverCompletedAndTheFaultIsNamed) {
  for (const Lie& lie : Lies()) {
    SCOPED_TRACE(lie.what);
    SmallHub hub;
    OneBlob cloud(Pattern(kSize, 1));
    hub.instead = cloud.source.get();
    cloud.SetTrouble([&](uint64_t offset, std::string right) -> std::optional<ScriptedReply> {
      if (offset < kTroubleFrom) return std::nullopt;
      return lie.tell(offset, std::move(right));
    });
    const auto moved = hub.Move();
    ASSERT_TRUE(moved.ok()) << moved.error().message;
    EXPECT_EQ(moved->moved.units, 0u);
    EXPECT_EQ(moved->refused.count(lie.reason), 1u);
    EXPECT_EQ(hub.Lines().at("archive.tar").reason, lie.reason);
    EXPECT_TRUE(hub.host.inner.ListUploads("").value().empty());
    EXPECT_TRUE(hub.host.Keys().empty()) << "an object of a cut source stands at the host";
    cloud.SetTrouble(nullptr);
    EXPECT_EQ(hub.Move().value().moved.units, 1u);
    EXPECT_EQ(hub.Stored("archive.tar", hub.files).value(), Pattern(kSize, 1));
  }
}

// The same lies, told once: read again, and never seen in what rests at the host.
TEST(F4ShortOnTheWire, ALieToldOnceIsReadAgain) {
  for (const Lie& lie : Lies()) {
    SCOPED_TRACE(lie.what);
    SmallHub hub;
    OneBlob cloud(Pattern(kSize, 1));
    hub.instead = cloud.source.get();
    bool told = false;
    cloud.SetTrouble([&](uint64_t offset, std::string right) -> std::optional<ScriptedReply> {
      if (offset < kTroubleFrom || told) return std::nullopt;
      told = true;
      return lie.tell(offset, std::move(right));
    });
    const auto moved = hub.Move();
    ASSERT_TRUE(moved.ok()) << moved.error().message;
    EXPECT_TRUE(told);
    EXPECT_EQ(moved->moved.units, 1u);
    EXPECT_EQ(hub.Stored("archive.tar", hub.files).value(), Pattern(kSize, 1));
  }
}

TEST(F5FlipOnTheWire, IsFoundByTheMd5OfTheRangeAndReadAgain) {
  SmallHub hub;
  OneBlob cloud(Pattern(kSize, 1));
  hub.instead = cloud.source.get();
  bool flipped = false;
  cloud.SetTrouble([&](uint64_t offset, std::string right) -> std::optional<ScriptedReply> {
    const std::string md5 = Base64(crypto::Md5::Of(AsBytes(right)));
    if (offset >= kTroubleFrom && !flipped) {
      flipped = true;
      right[123] = static_cast<char>(right[123] ^ 1);
    }
    return Partial(right, offset).With("Content-MD5", md5);
  });
  EXPECT_EQ(hub.Move().value().moved.units, 1u);
  EXPECT_TRUE(flipped);
  EXPECT_EQ(hub.Stored("archive.tar", hub.files).value(), Pattern(kSize, 1));
}

TEST(F7OverwrittenOnTheWire, EveryRangeHoldsTheETagAndTheCopyRestartsFromTheNewOne) {
  SmallHub hub;
  OneBlob cloud(Pattern(kSize, 1));
  hub.instead = cloud.source.get();
  bool overwritten = false;
  cloud.SetTrouble([&](uint64_t offset, const std::string&) -> std::optional<ScriptedReply> {
    if (offset < kPart || overwritten) return std::nullopt;  // one part is at the host
    overwritten = true;
    cloud.Overwrite(Pattern(kSize, 2));
    return ScriptedReply::Status(412);
  });
  const RunReport report = hub.Move().value();
  EXPECT_EQ(report.restarts, 1u);
  EXPECT_EQ(report.moved.units, 1u);
  EXPECT_EQ(hub.Stored("archive.tar", hub.files).value(), Pattern(kSize, 2));
  EXPECT_LE(hub.host.MostBodiesUnderOneKey(), 1u);
  EXPECT_EQ(hub.host.NonceReuses(), 0u);
  std::set<std::string> held;
  for (const SeenRequest& range : cloud.Ranges()) held.insert(range.headers.at("if-match"));
  EXPECT_EQ(held, (std::set<std::string>{"\"0x1\"", "\"0x2\""}));
}

}  // namespace
}  // namespace bouclier::migrate::test
