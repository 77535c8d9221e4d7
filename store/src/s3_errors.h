// SPDX-License-Identifier: Apache-2.0
// What an answer of an S3 host that is not a success means, in our words. Pure; thread-safe.
#pragma once

#include <string>

#include "bouclier/base/error.h"
#include "bouclier/base/time.h"
#include "http_message.h"

namespace bouclier::store {

// `right` is what the call needs ("s3:PutObject"); `code` the <Code> of its body, or "" after a HEAD; `context` names
// the object for the operator; `now` is our clock.
Error TranslateS3Error(const HttpRequest& request, const HttpResponse& response, const std::string& code,
                       const std::string& right, const std::string& context, TimePoint now);

}  // namespace bouclier::store
