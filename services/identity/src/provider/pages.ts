/** The log-in page: works without JavaScript; nothing on it comes from elsewhere. */
export function loginPage(uid: string, failed: boolean): string {
  const notice = failed ? '<p role="alert">账号或口令不正确，或账号已暂时锁定。</p>' : '';
  return page(
    '登录',
    `${notice}<form method="post" action="/interaction/${uid}/login">
<label>账号 <input name="account" autocomplete="username" required autofocus></label>
<label>口令 <input name="password" type="password" autocomplete="current-password" required></label>
<button>登录</button></form>`,
  );
}

/** What stands where an interaction has ended. */
export function expiredPage(): string {
  return page('登录已过期', '<p>登录页面已过期，请从业务系统重新进入。</p>');
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · 山东省民政业务平台</title><style>
body{font:16px/1.6 system-ui,sans-serif;max-width:22rem;margin:12vh auto;padding:0 1rem}
label{display:block;margin:1rem 0}input{width:100%;padding:.5rem;box-sizing:border-box}button{padding:.6rem 2rem}
[role=alert]{color:#a40000}</style></head><body><h1>${title}</h1>${body}</body></html>`;
}
