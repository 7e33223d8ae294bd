// libacl_op_compiler of the made-up toolkit: what signopt and its examples call of it, given on to the fake.
#include <acl/acl_op_compiler.h>

extern "C" {

decltype(aclopCompileAndExecute) signopt_fake_execute;
decltype(aclSetCompileopt) signopt_fake_set_option;

aclError aclSetCompileopt(aclCompileOpt option, const char* value) { return signopt_fake_set_option(option, value); }

aclError aclopCompileAndExecute(const char* type, int inputs, const aclTensorDesc* const input_descs[],
                                const aclDataBuffer* const input[], int outputs,
                                const aclTensorDesc* const output_descs[], aclDataBuffer* const output[],
                                const aclopAttr* attr, aclopEngineType engine, aclopCompileType compile,
                                const char* path, aclrtStream stream) {
  return signopt_fake_execute(type, inputs, input_descs, input, outputs, output_descs, output, attr, engine, compile,
                              path, stream);
}

}  // extern "C"
