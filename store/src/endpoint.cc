// SPDX-License-Identifier: Apache-2.0
#include "bouclier/store/endpoint.h"

#include "url.h"

namespace bouclier::store {

Result<ports::Endpoint> EndpointOf(std::string_view url, ports::EndpointUse use) {
  BOUCLIER_TRY(const EndpointUrl parsed, ParseEndpoint(url));
  return ports::Endpoint{parsed.scheme, parsed.host, parsed.port, use};
}

}  // namespace bouclier::store
