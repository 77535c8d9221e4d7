// SPDX-License-Identifier: Apache-2.0
// How a request proves itself to Azure Blob Storage: Shared Key, or a SAS token. Thread-safe.
// **Source:** "Authorize with Shared Key" and "Create a service SAS" (Azure Storage REST documentation).
// **Secrets:** the key or token is held in SecretBytes and wiped with the signer.
#pragma once

#include <memory>
#include <string>

#include "bouclier/base/secret_bytes.h"
#include "http_message.h"

namespace bouclier::store {

constexpr char kAzureVersion[] = "2021-12-02";

// The text a Shared Key signs. `headers` are all of the request's, x-ms-date and x-ms-version included.
std::string AzureStringToSign(const HttpRequest& request, const std::string& account,
                              const std::vector<Header>& headers);

// `key` is the account key as Azure shows it (base64; blanks around it are passed over).
// **Errors:** invalid_argument: not base64.
Result<std::unique_ptr<RequestSigner>> MakeSharedKeySigner(std::string account, const SecretBytes& key);
// `token` is `sv=…&sig=…`, with or without a question mark in front.
// **Errors:** invalid_argument: not a token.
Result<std::unique_ptr<RequestSigner>> MakeSasSigner(const SecretBytes& token);

}  // namespace bouclier::store
