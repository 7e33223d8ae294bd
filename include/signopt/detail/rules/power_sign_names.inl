// PowerSign's name and those of its scalars, in the order of the call. No include guard: whoever writes forms for the
// rule asks for them, and ends them.

#define SIGNOPT_RULE power_sign
#define SIGNOPT_SCALARS(each) each(lr) each(logbase) each(sign_decay) each(beta)
