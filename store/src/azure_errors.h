// SPDX-License-Identifier: Apache-2.0
// What an answer of Azure that is not a success means, in our words. Pure; thread-safe.
#pragma once

#include "bouclier/base/error.h"
#include "bouclier/base/time.h"
#include "http_message.h"

namespace bouclier::store {

// `context` names the object for the operator; `now` is our clock, compared with the server's when a signature fails.
Error TranslateAzureError(const HttpRequest& request, HttpResponse response, const std::string& context, TimePoint now);
// How far our clock is from the server's Date header, in seconds (ours ahead: positive); 0 when it tells none.
int64_t ClockSkewSeconds(const HttpResponse& response, TimePoint now);
// "our clock is 22 min ahead of the server's", or "" within five minutes.
std::string SkewSentence(int64_t skew_seconds);

}  // namespace bouclier::store
