/* The whole interface but what compiles operations. */
#ifndef SIGNOPT_FAKE_ACL_H
#define SIGNOPT_FAKE_ACL_H

#include "acl_op.h"
#include "acl_rt.h"

#define ACL_MAJOR_VERSION 1
#define ACL_MINOR_VERSION SIGNOPT_FAKE_ACL_MINOR
#define ACL_PATCH_VERSION 0

#ifdef __cplusplus
extern "C" {
#endif

aclError aclInit(const char *configPath);
aclError aclFinalize();
#if SIGNOPT_FAKE_ACL_MINOR >= 15
aclError aclFinalizeReference(uint64_t *refCount);
#endif
const char *aclGetRecentErrMsg();

#ifdef __cplusplus
}
#endif

#endif
