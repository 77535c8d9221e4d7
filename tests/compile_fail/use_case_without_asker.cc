// SPDX-License-Identifier: Apache-2.0
// No use-case that opens an object runs for nobody.
// expect: invalid initialization of reference of type .*Asker
#include "bouclier/app/objects.h"

using namespace bouclier;

Result<app::Report> Use(const app::Config& config, const app::Asker& asker, const app::ObjectName& object,
                        const app::GetOptions& options) {
#ifdef BOUCLIER_BAD
  return app::GetObject(config, object, options);
#endif
  return app::GetObject(config, asker, object, options);
}
