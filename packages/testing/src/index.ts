export { cloneDatabase, createTemplateDatabase, type TemplateDatabase, type TestDatabase } from './databases.ts';
export { readDivisionFiles, testDivisions } from './divisions.ts';
export { freePort } from './free-port.ts';
export { pdfText } from './pdf-text.ts';
export { type SftpServer, startSftpServer, type Trouble } from './sftp-server.ts';
export { requestOf, type TestAnswer, type TestCall, type TestRequest } from './test-call.ts';
export { startTestService, type TestService, type TestServiceOptions, testQueue } from './test-service.ts';
export { startTestServices, type TestServices, type TestServicesOptions } from './test-services.ts';
export { createTestIssuer, type TestIssuer, type TestTokenInput } from './tokens.ts';
