// SPDX-License-Identifier: Apache-2.0
// Writes to an Azure container the way its users did: test-only, by this room's own client.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "azure_auth.h"
#include "conformance/object_source_suite.h"
#include "http_client.h"
#include "real_servers.h"

namespace bouclier::store {

class AzurePlanter final : public conformance::Planter {
 public:
  AzurePlanter(const AzureOptions& options, const SecretBytes& key) : container_(options.container) {
    auto endpoint = ParseEndpoint(options.endpoint);
    client_ =
        std::move(HttpClient::Make(std::move(endpoint).value(), ports::EndpointUse::kSource, {}, AllowAll())).value();
    signer_ = std::move(MakeSharedKeySigner(options.account, key)).value();
    HttpRequest request = Request("", Method::kPut);
    request.query = {{"restype", "container"}};
    Expect(request, 201);
  }

  void Plant(const std::string& name, ByteView body, const ports::UnitInfo& properties) override {
    HttpRequest request = Request(name, Method::kPut);
    request.headers = {{"x-ms-blob-type", "BlockBlob"}};
    Describe(properties, request);
    request.body = body;
    Expect(request, 201);
  }
  bool HasSnapshots() const override { return true; }
  std::string TakeSnapshot(const std::string& name) override {
    HttpRequest request = Request(name, Method::kPut);
    request.query = {{"comp", "snapshot"}};
    return Expect(request, 201).Get("x-ms-snapshot");
  }
  void PlantAppend(const std::string& name, ByteView body) {
    HttpRequest request = Request(name, Method::kPut);
    request.headers = {{"x-ms-blob-type", "AppendBlob"}};
    Expect(request, 201);
    request = Request(name, Method::kPut);
    request.query = {{"comp", "appendblock"}};
    request.body = body;
    Expect(request, 201);
  }
  void PlantPage(const std::string& name, uint64_t size) {
    HttpRequest request = Request(name, Method::kPut);
    request.headers = {{"x-ms-blob-type", "PageBlob"}, {"x-ms-blob-content-length", std::to_string(size)}};
    Expect(request, 201);
  }
  // Whatever the blob holds: the service believes its owner.
  void RecordMd5(const std::string& name, ByteView md5) {
    HttpRequest request = Request(name, Method::kPut);
    request.query = {{"comp", "properties"}};
    request.headers = {{"x-ms-blob-content-md5", Base64(md5)}};
    Expect(request, 200);
  }
  void SetTier(const std::string& name, const std::string& tier) {
    HttpRequest request = Request(name, Method::kPut);
    request.query = {{"comp", "tier"}};
    request.headers = {{"x-ms-access-tier", tier}};
    const auto response = client_->Send(request, *signer_);
    EXPECT_TRUE(response.ok() && response->status / 100 == 2);
  }

 private:
  HttpRequest Request(const std::string& name, Method method) const {
    HttpRequest request;
    request.what = "plant blob";
    request.method = method;
    request.path = client_->endpoint().base_path + "/" + container_;
    if (!name.empty()) request.path += "/" + PercentEncode(name, KeepSlash::kYes);
    return request;
  }
  static void Describe(const ports::UnitInfo& properties, HttpRequest& request) {
    auto add = [&](const char* name, const std::string& value) {
      if (!value.empty()) request.headers.emplace_back(name, value);
    };
    add("x-ms-blob-content-type", properties.content_type);
    add("x-ms-blob-content-encoding", properties.content_encoding);
    add("x-ms-blob-content-language", properties.content_language);
    add("x-ms-blob-content-disposition", properties.content_disposition);
    add("x-ms-blob-cache-control", properties.cache_control);
    for (const auto& [name, value] : properties.metadata) request.headers.emplace_back("x-ms-meta-" + name, value);
    std::string tags;
    for (const auto& [name, value] : properties.tags)
      tags += (tags.empty() ? "" : "&") + PercentEncode(name) + "=" + PercentEncode(value);
    add("x-ms-tags", tags);
  }
  HttpResponse Expect(const HttpRequest& request, int status) {
    auto response = client_->Send(request, *signer_);
    EXPECT_TRUE(response.ok()) << response.error().message;
    if (!response.ok()) return {};
    EXPECT_EQ(response->status, status) << request.path << " " << AsText(response->body);
    return std::move(response).value();
  }

  const std::string container_;
  std::unique_ptr<HttpClient> client_;
  std::unique_ptr<RequestSigner> signer_;
};

}  // namespace bouclier::store
