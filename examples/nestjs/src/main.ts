import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module';

async function bootstrap(): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule);
  app.useStaticAssets('public');
  app.enableShutdownHooks();
  await app.listen(process.env.PORT ?? 3000);
  Logger.log(`Listening on ${await app.getUrl()}`, 'main');
}

void bootstrap();
