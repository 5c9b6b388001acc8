import { type DeadLetterDetail, type ServiceName, shortestDiscardReason } from '@mz/contracts';
import { type Html, html } from './html.ts';
import { hidden, table } from './layout.ts';
import { moment } from './times.ts';

/** What a page of one dead letter is made from. */
export interface LetterView {
  readonly service: ServiceName;
  readonly letter: DeadLetterDetail;
  readonly csrf: string;
  /** What the person typed and why it was refused. */
  readonly refused?: { readonly reason: string; readonly fault: string };
}

/** Where a dead letter stands, in words. */
export const letterStates = { OPEN: '待处置', REPLAYED: '已重放', DISCARDED: '已放弃' } as const;

/** One dead letter with its two ways out. */
export function letterPage(view: LetterView): Html {
  const { letter } = view;
  const now = new Date();
  const facts: [string, Html | string][] = [
    ['服务', view.service],
    ['事件', letter.type],
    ['事件编号', letter.eventId],
    ['对象', letter.subject],
    ['区划', letter.divisionCode ?? '—'],
    ['处置', letterStates[letter.state]],
    ['错误', letter.errorCode],
    ['首次错误', letter.firstError],
    ['末次错误', letter.lastError],
    ['尝试次数', String(letter.attempts)],
    ['首次到达', moment(letter.firstSeenAt, now)],
    ['失败于', moment(letter.diedAt, now)],
    ...(letter.decidedAt === null ? [] : decided(letter, now)),
  ];
  const payload = letter.payload.map(({ pointer, value }) => [pointer, value ?? '（不显示）']);
  return html`${table(['项目', '内容'], facts, '')}<h2>内容（仅编号与代码）</h2>
${table(['字段', '值'], payload, '没有内容。')}${letter.state === 'OPEN' ? forms(view) : null}`;
}

function decided({ decidedAt, decidedBy, reason }: DeadLetterDetail, now: Date): [string, Html | string][] {
  return [
    ['处置人', decidedBy ?? '—'],
    ['处置于', moment(decidedAt, now)],
    ['理由', reason ?? '—'],
  ];
}

function forms({ service, letter, csrf, refused }: LetterView): Html {
  const to = `/operations/services/${service}/dead-letters/${letter.id}`;
  const fault = refused ? html`<p class="fault" id="fault" role="alert">${refused.fault}</p>` : null;
  return html`<h2>重放</h2><p>把事件再交给本服务处理。</p>
<form method="post" action="${to}/replay">${hidden(csrf)}<button>重放</button></form>
<h2>放弃</h2>${fault}<form method="post" action="${to}/discard" novalidate>${hidden(csrf)}
<label for="reason">理由（不少于 ${shortestDiscardReason} 个字，记入审计）</label>
<textarea id="reason" name="reason" rows="3" maxlength="500" required${refused ? html` aria-invalid="true" aria-describedby="fault"` : null}>${refused?.reason}</textarea>
<p><button>放弃此事件</button></p></form>`;
}
