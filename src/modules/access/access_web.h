/* The pages of access: record types and handlers that module.c puts into its table of routes. */
#ifndef ACCESS_ACCESS_WEB_H
#define ACCESS_ACCESS_WEB_H

#include "modules/access/access.h"

#define ACCESS_HANDLER(name)                                                                       \
    enum result name(struct request *request, const void *params, struct reply *reply,             \
                     struct error *error)
#define ACCESS_BEFORE(name)                                                                        \
    enum result name(struct request *request, const void *params, struct error *error)

/* sign_in_web.c */
extern const struct record_type access_sign_in_query_type, access_sign_in_page_type,
    access_sign_in_params_type, access_demo_params_type, access_link_query_type,
    access_link_page_type, access_link_params_type;
ACCESS_HANDLER(access_show_sign_in);
ACCESS_BEFORE(access_before_sign_in);
ACCESS_HANDLER(access_do_sign_in);
ACCESS_HANDLER(access_do_demo);
ACCESS_HANDLER(access_show_link);
ACCESS_BEFORE(access_before_link);
ACCESS_HANDLER(access_do_link);
ACCESS_HANDLER(access_do_sign_out);

/* account_web.c: one's own */
extern const struct record_type access_own_page_type, access_password_params_type,
    access_session_params_type, access_switch_page_type, access_switch_params_type;
ACCESS_HANDLER(access_show_own);
ACCESS_BEFORE(access_before_password);
ACCESS_HANDLER(access_do_password);
ACCESS_HANDLER(access_do_session_end);
ACCESS_HANDLER(access_show_switch);
ACCESS_HANDLER(access_do_switch);

/* accounts_web.c, account_page_web.c: those whom one looks after */
extern const struct record_type access_accounts_query_type, access_accounts_page_type,
    access_account_new_page_type, access_account_new_params_type, access_account_params_type,
    access_account_page_type, access_suspend_params_type, access_grant_params_type,
    access_grant_end_params_type, access_invitation_page_type;
ACCESS_HANDLER(access_show_accounts);
ACCESS_HANDLER(access_show_account_new);
ACCESS_HANDLER(access_do_account_new);
ACCESS_HANDLER(access_show_account);
ACCESS_HANDLER(access_do_invite);
ACCESS_HANDLER(access_do_suspend);
ACCESS_HANDLER(access_do_resume);
ACCESS_HANDLER(access_do_grant);
ACCESS_HANDLER(access_do_grant_end);

/* audit_web.c */
extern const struct record_type access_audit_query_type, access_audit_page_type;
ACCESS_HANDLER(access_show_audit);

#endif
